using Cdc.Fuzzing.Inputs;

namespace Cdc.Fuzzing;

/// <summary>One input, and what came of it.</summary>
internal sealed class Attempt
{
    private readonly Dice _dice;

    private Attempt(long index, IFuzzTarget target, byte[] input, Dice dice) => (Index, Target, Input, _dice) = (index, target, input, dice);

    public long Index { get; }

    public IFuzzTarget Target { get; }

    public byte[] Input { get; }

    /// <summary>How it ended; null where it did not end well.</summary>
    public Outcome? Outcome { get; private set; }

    /// <summary>What may not happen and did; null for nothing.</summary>
    public (FindingKind Kind, string What)? Problem { get; private set; }

    /// <summary>What the process allocated meanwhile.</summary>
    public long Allocated { get; private set; }

    public static Attempt Of(ulong seed, long index, IReadOnlyList<IFuzzTarget> targets)
    {
        var dice = Dice.Of(seed, index);
        var target = dice.Pick(targets);
        return new Attempt(index, target, target.CreateInput(dice), dice);
    }

    /// <summary>Runs it, and goes on without it where it does not end.</summary>
    public async Task RunAsync(TimeSpan hangAfter, TimeProvider time)
    {
        var before = GC.GetTotalAllocatedBytes();
        var running = Task.Run(() => Target.RunAsync(Input, _dice));
        await ((Task)running).WaitAsync(hangAfter, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Allocated = GC.GetTotalAllocatedBytes() - before;
        if (!running.IsCompleted)
        {
            Problem = (FindingKind.Hang, $"has not ended after {hangAfter}");
        }
        else if (!running.IsCompletedSuccessfully)
        {
            var error = running.Exception?.InnerException;
            Problem = (FindingKind.Crash, error is null ? "was cancelled" : $"threw {error.GetType()}: {error.Message} {PlaceOf(error)}");
        }
        else if (running.Result.Lost is { } lost)
        {
            Problem = (FindingKind.Lost, lost);
        }
        else
        {
            Outcome = running.Result.Outcome;
        }
    }

    /// <summary>The first line of the stack that is ours.</summary>
    private static string PlaceOf(Exception error) =>
        (error.StackTrace ?? "").Split('\n').FirstOrDefault(line => line.Contains("Cdc.", StringComparison.Ordinal), "").Trim();
}
