using System.Collections.Concurrent;

namespace Cdc.Fuzzing;

/// <summary>Runs inputs on several workers. What an input is, and what becomes of it, depends on the seed and its number alone.</summary>
/// <param name="targets">What is tested; each gets as many inputs as the others.</param>
/// <param name="settings">What to run.</param>
/// <param name="time">The watchdog's clock.</param>
/// <param name="found">Told of each finding at once.</param>
internal sealed class FuzzRun(IReadOnlyList<IFuzzTarget> targets, FuzzSettings settings, TimeProvider time, Action<Finding> found)
{
    private readonly ConcurrentDictionary<(string, Outcome), long> _outcomes = new();
    private readonly ConcurrentBag<Finding> _findings = [];
    private readonly ConcurrentBag<long> _suspects = [];
    private long _next = settings.First;
    private long _inputs;

    public async Task<FuzzReport> RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, settings.Workers).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));

        // Beside other workers only the process's allocations can be counted. What was too much then is counted again, alone.
        foreach (var index in _suspects.Order())
        {
            if (!cancellationToken.IsCancellationRequested) await MeasureAsync(index);
        }

        return new FuzzReport(settings.Seed, _inputs, _outcomes, [.. _findings.OrderBy(finding => finding.Index)], cancellationToken.IsCancellationRequested);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var end = settings.First + settings.Count;
        while (!cancellationToken.IsCancellationRequested && Interlocked.Increment(ref _next) - 1 is var index && index < end)
        {
            var attempt = Attempt.Of(settings.Seed, index, targets);
            await attempt.RunAsync(settings.HangAfter, time);
            Interlocked.Increment(ref _inputs);
            if (attempt.Problem is var (kind, what)) Report(attempt, kind, what);
            else if (attempt.Allocated > AllocationBound.Of(attempt.Input.Length)) _suspects.Add(index);
            if (attempt.Outcome is { } outcome) _outcomes.AddOrUpdate((attempt.Target.Name, outcome), 1, (_, count) => count + 1);
        }
    }

    private async Task MeasureAsync(long index)
    {
        var attempt = Attempt.Of(settings.Seed, index, targets);
        await attempt.RunAsync(settings.HangAfter, time);
        var bound = AllocationBound.Of(attempt.Input.Length);
        if (attempt.Allocated > bound) Report(attempt, FindingKind.Allocation, $"allocated {attempt.Allocated} bytes, more than {bound} for {attempt.Input.Length} bytes of input");
    }

    private void Report(Attempt attempt, FindingKind kind, string what)
    {
        var finding = new Finding(attempt.Index, kind, attempt.Target.Name, what, attempt.Input);
        _findings.Add(finding);
        found(finding);
    }
}
