using Cdc.Consumer.Handling;
using Cdc.Consumer.Ordering;
using Cdc.Core;

namespace Cdc.Consumer.Tests.Ordering;

/// <summary>Whoever may send chooses keys and sources: what the lines do for each change grows with neither.</summary>
public sealed class CollidingKeysTests
{
    private const int Changes = 5_000;

    [Fact]
    public void Add_KeysWhoseOwnHashIsOne_ComparesAboutOnceForEach() =>
        Comparisons(number => ("arn:aws:dynamodb:eu-central-1:000000000000:table/Orders", ((long)number << 32) | (uint)number)).Should().BeLessThan(2 * Changes);

    [Fact]
    public void Add_OneKeyInManyTables_ComparesAboutOnceForEach() =>
        Comparisons(number => ($"arn:aws:dynamodb:eu-central-1:000000000000:table/Orders{number}", 1)).Should().BeLessThan(2 * Changes);

    private static int Comparisons(Func<int, (string Source, long Key)> choose)
    {
        var counting = new CountingComparer(new EnvelopeBodyReader<long>(CdcKeyFormat.ForInt64("id")).Items);
        var lines = new ChangeLines(counting, isFifo: false, coalesce: false);
        var message = new HeldMessage(new() { MessageId = "m", Body = "", ReceiptHandle = "r" });
        message.Changes = [.. Enumerable.Range(0, Changes).Select(number => new ChangeDelivery<long>(message, number, Change(choose(number))))];
        message.Open = Changes;

        lines.Add(message);

        lines.Turns.Should().HaveCount(Changes, "each change is of another item");
        foreach (var change in message.Changes) lines.End(change, mayGoOn: true);
        return counting.Comparisons;
    }

    private static CdcEnvelope<long> Change((string Source, long Key) chosen) => new()
    {
        Id = "e",
        Source = chosen.Source,
        Type = "orders.modify",
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse("1"),
        Key = chosen.Key,
    };

    private sealed class CountingComparer(IEqualityComparer<object> inner) : IEqualityComparer<object>
    {
        public int Comparisons { get; private set; }

        bool IEqualityComparer<object>.Equals(object? x, object? y)
        {
            Comparisons++;
            return inner.Equals(x, y);
        }

        int IEqualityComparer<object>.GetHashCode(object item) => inner.GetHashCode(item);
    }
}
