using Cdc.Consumer.Handling;
using Cdc.Consumer.Ordering;
using Cdc.Consumer.Tests.Fakes;

namespace Cdc.Consumer.Tests.Ordering;

public sealed class FairTurnsTests
{
    [Fact]
    public void Turns_OfMessagesWithManyChanges_AreOfEachMessageInTurn()
    {
        var turns = new FairTurns();
        foreach (var change in (ChangeDelivery[])[.. Message("a", 1_000), .. Message("b", 2), .. Message("good", 1), .. Message("c", 2)]) turns.Enqueue(change);

        Taken(turns, 7).Should().Equal("a-0", "b-0", "good-0", "c-0", "a-1", "b-1", "c-1");
        turns.Count.Should().Be(998);
        Taken(turns, 998).Should().Equal(Enumerable.Range(2, 998).Select(number => $"a-{number}"));
        turns.TryDequeue(out _).Should().BeFalse();
    }

    [Fact]
    public void Turn_ThatIsGivenBack_IsBehindTheOthersOfItsMessage()
    {
        var turns = new FairTurns();
        foreach (var change in Message("a", 3)) turns.Enqueue(change);

        turns.Enqueue(turns.Dequeue());

        Taken(turns, 3).Should().Equal("a-1", "a-2", "a-0");
        turns.Count.Should().Be(0);
    }

    private static string[] Taken(FairTurns turns, int count) => [.. Enumerable.Range(0, count).Select(_ => turns.Dequeue().Id)];

    private static ChangeDelivery[] Message(string key, int changes)
    {
        var message = new HeldMessage(new() { MessageId = key, ReceiptHandle = key, Body = "" });
        message.Changes = [.. Enumerable.Range(0, changes).Select(number => new ChangeDelivery<string>(message, number, Changes.Of($"{key}-{number}") with { Id = $"{key}-{number}" }))];
        return message.Changes;
    }
}
