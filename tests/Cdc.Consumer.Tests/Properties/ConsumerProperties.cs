using CsCheck;

namespace Cdc.Consumer.Tests.Properties;

/// <summary>Whatever the handler and the queue do and whenever the host stops: no change is lost.</summary>
/// <remarks>A failure prints everything that was drawn, the seed of the faults included, and CsCheck's own seed, which draws the same again.</remarks>
public sealed class ConsumerProperties
{
    private static readonly Gen<Sent[]> _sent = Gen.Select(
        Gen.Int[0, Sent.Keys - 1], Gen.Int[0, 2], Gen.Frequency((8, Gen.Const(Fate.Handled)), (1, Gen.Const(Fate.Rejected)), (1, Gen.Const(Fate.Unreadable))), Gen.Int[0, 40],
        (key, failures, fate, seconds) => new Sent(key, failures, fate, seconds)).Array[1, 25];

    private static readonly Gen<Setup> _setup = Gen.Select(
        Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[1, 5], Gen.Int[5, 20], Gen.Int[0, 60],
        (fifo, coalesce, marks, concurrency, maxHeld, stopAt) => new Setup(fifo, coalesce, marks, concurrency, maxHeld, stopAt));

    private static readonly Gen<Trouble> _trouble = Gen.Select(Gen.Int, Gen.Double[0.05, 0.3], (seed, probability) => new Trouble(seed, probability));

    [Fact]
    public Task AnyFailuresDelaysAndStops_LoseNothingAndKeepEachKeyInTurn() =>
        Gen.Select(_sent, _setup).SampleAsync((sent, setup) => new ConsumerRun(sent, setup).ToTheEndAsync(), iter: 30, threads: 1);

    [Fact]
    public async Task AnyFaultsOfTheQueue_LoseNothingAndKeepEachKeyInTurn()
    {
        var injected = 0;

        await Gen.Select(_sent, _setup, _trouble).SampleAsync(
            async (sent, setup, trouble) =>
            {
                var run = new ConsumerRun(sent, setup, trouble);
                await run.ToTheEndAsync();
                injected += run.Faults.Injected;
            },
            iter: 30,
            threads: 1);

        injected.Should().BePositive();
    }
}
