using Microsoft.Extensions.Time.Testing;

// What the process allocates is counted: nothing else may run beside.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Cdc.Fuzzing.Tests;

/// <summary>What is planted is found.</summary>
public sealed class FuzzRunTests
{
    private static readonly FuzzSettings _settings = new(7, 0, 20) { Workers = 2 };

    [Fact]
    public async Task Run_OfATargetThatThrows_ReportsACrashAndGoesOn()
    {
        var report = await RunAsync(input => input[0] < 128 ? throw new InvalidOperationException("planted") : PlantedTarget.Good.RunAsync(input, null!));

        report.Findings.Should().NotBeEmpty().And.HaveCountLessThan(20).And.OnlyContain(finding => finding.Kind == FindingKind.Crash && finding.Input[0] < 128);
        report.Findings[0].What.Should().StartWith("threw System.InvalidOperationException: planted at ");
        report.Inputs.Should().Be(20);
        report.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Run_OfATargetThatIsCancelled_ReportsACrash()
    {
        var report = await RunAsync(_ => Task.FromCanceled<Verdict>(new CancellationToken(canceled: true)));

        report.CountOf(FindingKind.Crash).Should().Be(20);
    }

    [Fact]
    public async Task Run_OfATargetThatDoesNotEnd_ReportsAHangAndGoesOn()
    {
        var time = new FakeTimeProvider();
        var never = new TaskCompletionSource<Verdict>();

        var running = RunAsync(_ => never.Task, _settings with { Workers = 1, Count = 2 }, time);
        await HangGuard.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(11));
            return running.IsCompleted;
        });

        var report = await running;
        report.Lines().Last().Should().Be("fuzz: 2 inputs, 0 crashes, 2 hangs, 0 lost, seed 7");
        report.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Run_OfATargetThatAllocatesTooMuch_ReportsIt()
    {
        var report = await RunAsync(input =>
        {
            GC.KeepAlive(new byte[2 * AllocationBound.Of(input.Length)]);
            return PlantedTarget.Good.RunAsync(input, null!);
        });

        report.CountOf(FindingKind.Allocation).Should().Be(20);
        report.Lines().Should().Contain("fuzz: 20 inputs allocated more than their bound");
        report.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Run_OfATargetThatLoses_ReportsIt()
    {
        var report = await RunAsync(_ => Task.FromResult(Verdict.LostBecause("planted")));

        report.Lines().Last().Should().Be("fuzz: 20 inputs, 0 crashes, 0 hangs, 20 lost, seed 7");
    }

    [Fact]
    public async Task Run_OfOneInput_IsTheSameAsInTheWholeRun()
    {
        var whole = await RunAsync(_ => throw new InvalidOperationException("planted"));
        var one = await RunAsync(_ => throw new InvalidOperationException("planted"), _settings with { First = 13, Count = 1 });

        one.Findings.Should().ContainSingle().Which.Input.Should().Equal(whole.Findings[13].Input);
        whole.Findings.Select(finding => finding.Index).Should().Equal(Enumerable.Range(0, 20).Select(index => (long)index));
    }

    [Fact]
    public async Task Run_ThatIsCancelled_SaysHowFarItCame()
    {
        using var cancelled = new CancellationTokenSource();
        var run = new FuzzRun(
            [new PlantedTarget(input =>
            {
                cancelled.Cancel();
                return PlantedTarget.Good.RunAsync(input, null!);
            })],
            _settings with { Workers = 1 }, TimeProvider.System, _ => { });

        var report = await run.RunAsync(cancelled.Token);

        report.Lines().Should().Contain("fuzz: cancelled before all inputs were run").And.HaveElementAt(2, "fuzz: 1 inputs, 0 crashes, 0 hangs, 0 lost, seed 7");
        report.ExitCode.Should().Be(1);
    }

    private static Task<FuzzReport> RunAsync(Func<byte[], Task<Verdict>> target, FuzzSettings? settings = null, TimeProvider? time = null) =>
        new FuzzRun([new PlantedTarget(target)], settings ?? _settings, time ?? TimeProvider.System, _ => { }).RunAsync(CancellationToken.None);
}
