namespace Cdc.Fuzzing.Tests;

/// <summary>A few thousand inputs, the same ones every time; <c>build/fuzz.sh</c> runs a million others.</summary>
public sealed class ShortRunTests
{
    private const long Count = 6_000;

    [Fact]
    public async Task Run_OfAFixedSeed_FindsNothingAndReachesEveryEnd()
    {
        var findings = new List<Finding>();
        var run = new FuzzRun(FuzzCommand.Targets, new FuzzSettings(20_261_122, 0, Count) { HangAfter = TimeSpan.FromMinutes(2) }, TimeProvider.System, finding =>
        {
            lock (findings) findings.Add(finding);
        });

        var report = await run.RunAsync(CancellationToken.None);

        findings.Select(finding => $"{finding.Kind} of input {finding.Index}: {finding.What}").Should().BeEmpty();
        report.Inputs.Should().Be(Count);
        report.ExitCode.Should().Be(0);
        report.Lines().Last().Should().Be("fuzz: 6000 inputs, 0 crashes, 0 hangs, 0 lost, seed 20261122");
        foreach (var target in FuzzCommand.Targets)
        {
            // The reader hands out what it read or refuses; the others can also report a part.
            var ends = target.Name == "reader" ? [Outcome.Done, Outcome.Refused] : Enum.GetValues<Outcome>();
            foreach (var end in ends) report.Of(target.Name, end).Should().BeGreaterThan(Count / 40, $"the {target.Name}'s inputs must be of use");
        }
    }
}
