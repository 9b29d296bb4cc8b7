using Cdc.Chaos;

namespace Cdc.EndToEnd.Tests.Proof;

/// <summary>A short run of <c>build/chaos.sh</c>, which ends after a number of changes and not of seconds.</summary>
public sealed class ChaosTests : IDisposable
{
    private readonly CancellationTokenSource _hangs = new(TimeSpan.FromMinutes(5), TimeProvider.System);
    private readonly DirectoryInfo _logs = Directory.CreateTempSubdirectory("chaos-");

    public void Dispose()
    {
        _hangs.Dispose();
        _logs.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_WithFaultsAndKills_LosesNothingAndKeepsTheOrder()
    {
        var plan = new ChaosPlan(Seed: 20261122)
        {
            Changes = 2_000,
            ChangesPerKill = 700,
            ChangesPerFaults = 100,
            Keys = 3_000,
            MaxBacklog = 500,

            // Longer than any pause of a busy machine.
            Visibility = TimeSpan.FromMinutes(2),
        };

        var result = await new ChaosRun(plan, _logs, _ => { }).RunAsync(_hangs.Token);

        result.Chains.SelectMany(chain => chain.Verdict.Violations).Should().BeEmpty("of seed {0}", plan.Seed);
        (result.Changes, result.Kills).Should().Be((plan.Changes, 2));
        result.Faults.Should().BePositive();
        result.ToString().Should().Be(
            $"chaos: 2000 changes, {result.Faults} faults, 2 kills, 0 lost, 0 out of order, {result.Absorbed} duplicates absorbed, seed 20261122");
    }
}
