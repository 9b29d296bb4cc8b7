using Cdc.Chaos;
using Cdc.Chaos.Verifying;

namespace Cdc.EndToEnd.Tests.Proof;

/// <summary>The verifier sees what runs concurrently or too late.</summary>
public sealed class OutOfOrderTests
{
    private const string P0 = "consumer-0";
    private const string P1 = "consumer-1";

    private readonly HistoryBuilder _standard = new(isFifo: false);
    private readonly HistoryBuilder _fifo = new(isFifo: true);

    [Fact]
    public void Judge_OneKeyTwiceAtOnceInOneProcess_FindsIt()
    {
        var (first, second) = (_standard.Write("a"), _standard.Write("a"));
        _standard.Handle(P0, first, at: 10);
        _standard.Handle(P0, second, at: 12);

        ShouldBeOutOfOrder(_standard, $"a {second.Sequence} in {P0} ran beside {first.Sequence} in {P0}.");
    }

    [Fact]
    public void Judge_OneChangeTwiceAtOnceInOneProcess_FindsIt()
    {
        var change = _standard.Write("a");
        _standard.Log(P0, ConsumerEventKind.Started, change, at: 5);
        _standard.Handle(P0, change, at: 10);

        ShouldBeOutOfOrder(_standard, $"a {change.Sequence} in {P0} ran beside {change.Sequence} in {P0}.");
    }

    [Fact]
    public void Judge_OneKeyAtOnceInTwoProcesses_FindsItOnFifoAlone()
    {
        foreach (var history in new[] { _standard, _fifo })
        {
            history.Handle(P0, history.Write("a"), at: 10);
            history.Handle(P1, history.Write("a"), at: 13);
        }

        _standard.Judge().Violations.Should().BeEmpty("a store of marks does not lock");
        _fifo.Judge().Violations.Should().ContainSingle().Which.Kind.Should().Be(ViolationKind.OutOfOrder);
    }

    [Fact]
    public void Judge_OneKeyBesideAHandlingThatAKillEndedLater_FindsItOnFifo()
    {
        var second = HandleBesideOneThatIsKilled(at: 50);

        ShouldBeOutOfOrder(_fifo, $"a {second.Sequence} in {P0} ran beside {second.Sequence} in {P1}.");
    }

    [Fact]
    public void Judge_OneKeyAfterAHandlingThatAKillEnded_FindsNothing()
    {
        HandleBesideOneThatIsKilled(at: 35);

        _fifo.Judge().Violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(15)]
    [InlineData(20)]
    public void Judge_OlderChangeWhoseMarkWasReadAfterItMoved_FindsIt(long at)
    {
        var (older, newer) = (_standard.Write("a"), _standard.Write("a"));
        _standard.Handle(P0, newer, at: 8);
        _standard.Handle(P1, older, at);

        ShouldBeOutOfOrder(_standard, $"a {older.Sequence} ran in {P1} after the mark was moved to {newer.Sequence}.");
    }

    [Fact]
    public void Judge_OlderChangeWhoseMarkWasReadBeforeItMoved_FindsNothing()
    {
        var (older, newer) = (_standard.Write("a"), _standard.Write("a"));
        _standard.Handle(P0, newer, at: 10);
        _standard.Handle(P1, older, at: 15);

        _standard.Judge().Violations.Should().BeEmpty("the mark moved at 16");
    }

    [Fact]
    public void Judge_OlderChangeAfterASuccessWhoseMarkDidNotMove_FindsItOnFifo()
    {
        var (older, newer) = (_fifo.Write("a"), _fifo.Write("a"));
        _fifo.Log(P0, ConsumerEventKind.Started, newer, at: 10);
        _fifo.Log(P0, ConsumerEventKind.Succeeded, newer, at: 11);
        _fifo.Handle(P0, older, at: 20);
        _fifo.Handle(P0, newer, at: 30);

        ShouldBeOutOfOrder(_fifo, $"a {older.Sequence} ran in {P0} after the success, on a FIFO queue, of {newer.Sequence}.");
    }

    [Fact]
    public void Judge_LastHandledIsNotTheLastWrite_FindsItOnFifo()
    {
        var (older, newer) = (_fifo.Write("a"), _fifo.Write("a"));
        _fifo.Handle(P0, newer, at: 10);
        _fifo.Handle(P1, older, at: 15);

        _fifo.Judge().Violations.Should().Contain(
            new Violation(ViolationKind.OutOfOrder, $"a {older.Sequence} was handled last, on a FIFO queue, and {newer.Sequence} is the last write."));
    }

    [Fact]
    public void Judge_DifferentKeysAtOnce_FindsNothing()
    {
        _fifo.Handle(P0, _fifo.Write("a"), at: 10);
        _fifo.Handle(P0, _fifo.Write("b"), at: 11);
        _fifo.Handle(P1, _fifo.Write("c"), at: 12);

        _fifo.Judge().Violations.Should().BeEmpty();
    }

    /// <summary>One process begins a change at 30 and ends by being killed, another handles the change at 40.</summary>
    private Change HandleBesideOneThatIsKilled(long at)
    {
        var (first, second) = (_fifo.Write("a"), _fifo.Write("a"));
        _fifo.Handle(P0, first, at: 10);
        _fifo.Log(P1, ConsumerEventKind.Started, second, at: 30);
        _fifo.Handle(P0, second, at: 40);
        _fifo.EndedAt = at;
        return second;
    }

    private static void ShouldBeOutOfOrder(HistoryBuilder history, string what) =>
        history.Judge().Violations.Should().BeEquivalentTo([new Violation(ViolationKind.OutOfOrder, what)]);
}
