using Cdc.Chaos;
using Cdc.Chaos.Verifying;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests.Proof;

/// <summary>The verifier sees whatever is lost.</summary>
public sealed class LostTests
{
    private const string P0 = "consumer-0";

    private static readonly string _rejectedKey = ItemKeys.Of(99);

    private readonly HistoryBuilder _history = new(isFifo: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Judge_EverythingHandledOrRejected_FindsNothing(bool isFifo)
    {
        var history = new HistoryBuilder(isFifo);
        history.Handle(P0, history.Write("a"), at: 10);
        history.Handle("consumer-1", history.Write("a"), at: 20);
        history.Handle(P0, history.Write("b"), at: 20);
        history.Reject(P0, history.Write(_rejectedKey), at: 30);

        var verdict = history.Judge();

        verdict.Violations.Should().BeEmpty();
        (verdict.Changes, verdict.Absorbed).Should().Be((4, 0));
    }

    [Fact]
    public void Judge_StreamWithoutAWrite_FindsIt()
    {
        _history.Handle(P0, _history.Write("a"), at: 10);
        _history.Forget(_history.Write("a"));

        ShouldBeLost("a was written 2 times, and the stream has its versions 1.");
    }

    [Fact]
    public void Judge_StreamWithAWriteThatNobodyMade_FindsIt()
    {
        _history.Handle(P0, _history.Write("a"), at: 10);
        _history.Written.Remove("a");

        ShouldBeLost("a was never written, and the stream has it.");
    }

    [Fact]
    public void Judge_RecordThatTheFunctionNeverAccepted_FindsIt()
    {
        var change = _history.Write("a");
        _history.Handle(P0, change, at: 10);
        _history.Accepted.Clear();

        ShouldBeLost($"{change} was never accepted by the function.");
    }

    [Fact]
    public void Judge_DeletedBeforeItsHandlerSucceeded_FindsIt()
    {
        var change = _history.Write("a");
        _history.Log(P0, ConsumerEventKind.Deleted, change, at: 5);
        _history.Handle(P0, change, at: 10);

        ShouldBeLost($"a {change.Sequence} was deleted unhandled.");
    }

    [Fact]
    public void Judge_DeletedAfterItsHandlerFailed_FindsIt()
    {
        var change = _history.Write("a");
        _history.Handle(P0, _history.Write("a"), at: 50);
        _history.Log(P0, ConsumerEventKind.Started, change, at: 10);
        _history.Log(P0, ConsumerEventKind.Failed, change, at: 11);
        _history.Log(P0, ConsumerEventKind.Deleted, change, at: 12);

        ShouldBeLost($"a {change.Sequence} was deleted unhandled.");
    }

    [Fact]
    public void Judge_ChangeThatNobodyDeleted_FindsIt()
    {
        var absent = _history.Write("a");
        _history.Handle(P0, _history.Write("a"), at: 10);

        ShouldBeLost($"a {absent.Sequence} is unaccounted for: nobody deleted it.");
    }

    [Fact]
    public void Judge_ChangeThatIsNotInTheStream_FindsIt()
    {
        _history.Handle(P0, new Change("a", SequenceNumber.Parse("7")), at: 10);

        ShouldBeLost($"a {SequenceNumber.Parse("7")} was handled, and the stream has no such change.");
    }

    [Fact]
    public void Judge_LastWriteWasNotHandled_FindsItAndItsMark()
    {
        _history.Handle(P0, _history.Write("a"), at: 10);
        var last = _history.Write("a");
        _history.Log(P0, ConsumerEventKind.Buried, last, at: 20);
        _history.Log(P0, ConsumerEventKind.Deleted, last, at: 21);

        _history.Judge().Violations.Should().BeEquivalentTo(
        [
            new Violation(ViolationKind.Lost, $"a {last.Sequence} is the key's last write, and was not handled."),
            new Violation(ViolationKind.Lost, $"a {last.Sequence} is the key's last write, and its mark is {SequenceNumber.Parse("1")}."),
        ]);
    }

    [Fact]
    public void Judge_ChangeAbsorbedByANewerOne_FindsNothingOnAStandardQueueAndItOnFifo()
    {
        Absorbed(_history).Judge().Should().Match<Verdict>(verdict => verdict.Violations.Count == 0 && verdict.Absorbed == 1);
        Absorbed(new HistoryBuilder(isFifo: true)).Judge().Violations.Should().BeEquivalentTo(
            [new Violation(ViolationKind.Lost, $"a {SequenceNumber.Parse("1")} was not handled, on a FIFO queue.")]);

        static HistoryBuilder Absorbed(HistoryBuilder history)
        {
            var older = history.Write("a");
            history.Handle(P0, history.Write("a"), at: 10);
            history.Log("consumer-1", ConsumerEventKind.Deleted, older, at: 30);
            return history;
        }
    }

    [Fact]
    public void Judge_MessagesLeftOrGivenUp_FindsThem()
    {
        (_history.Left, _history.GivenUp) = (2, 3);

        _history.Judge().Violations.Should().BeEquivalentTo(
        [
            new Violation(ViolationKind.Lost, "2 messages are left in the queue."),
            new Violation(ViolationKind.Lost, "The mapping gave up records: 3 messages say so."),
        ]);
    }

    [Fact]
    public void Judge_RejectedChangeThatIsNotInTheDeadLetterQueue_FindsIt()
    {
        var change = _history.Write(_rejectedKey);
        _history.Reject(P0, change, at: 10);
        _history.DeadLetters.Clear();

        ShouldBeLost($"{change} was rejected, and is not in the dead-letter queue.");
    }

    [Fact]
    public void Judge_DeadLetterThatWasNotRejected_FindsIt()
    {
        var change = _history.Write("a");
        _history.Handle(P0, change, at: 10);
        _history.DeadLetters.Add(change);

        ShouldBeLost($"{change} is in the dead-letter queue, and was not rejected.");
    }

    [Fact]
    public void Judge_RejectedChangeDeletedBeforeItsCopyWasTaken_FindsIt()
    {
        var change = _history.Write(_rejectedKey);
        _history.Log(P0, ConsumerEventKind.Deleted, change, at: 5);
        _history.Reject(P0, change, at: 10);

        ShouldBeLost($"{_rejectedKey} {change.Sequence} was deleted unhandled.");
    }

    private void ShouldBeLost(string what) => _history.Judge().Violations.Should().BeEquivalentTo([new Violation(ViolationKind.Lost, what)]);
}
