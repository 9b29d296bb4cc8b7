namespace Cdc.Benchmarks.Consumer;

/// <summary>How much is measured.</summary>
/// <param name="WarmUp">The processor time that each way runs for before it counts.</param>
/// <param name="Rounds">How often each way is run; odd, so that one round is the median.</param>
/// <param name="Messages">How many messages a run has.</param>
/// <param name="MessagesAtOnce">How many messages a run has where calls take no time.</param>
/// <param name="ManyMessages">How many messages the run has that measures memory.</param>
/// <param name="SlowSeconds">For how many seconds it is looked at a run with slow keys.</param>
/// <param name="Limit">When a run ends, done or not.</param>
internal sealed record ConsumerEffort(TimeSpan WarmUp, int Rounds, int Messages, int MessagesAtOnce, int ManyMessages, int SlowSeconds, TimeSpan Limit)
{
    public static readonly ConsumerEffort Quick = new(TimeSpan.FromSeconds(4), 3, 10_000, 50_000, 100_000, 4, TimeSpan.FromSeconds(2));

    public static readonly ConsumerEffort Full = new(TimeSpan.FromSeconds(8), 7, 20_000, 100_000, 1_000_000, 12, TimeSpan.FromSeconds(15));
}
