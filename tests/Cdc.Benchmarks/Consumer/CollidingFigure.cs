using Cdc.Benchmarks.Measuring;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Ordering;
using Cdc.Core;

namespace Cdc.Benchmarks.Consumer;

/// <summary>Whether keys that somebody chose so that their own hashes are one cost more than others, and more the more there are.</summary>
internal static class CollidingFigure
{
    private const int Few = 2_000;
    private const int Many = 20_000;

    public static IReadOnlyList<Figure> Measure(ConsumerEffort effort)
    {
        var reader = new EnvelopeBodyReader<long>(CdcKeyFormat.ForInt64("orderId"));
        for (var end = Clocks.Processor() + (effort.WarmUp / 4); Clocks.Processor() < end;) MicrosecondsOf(reader, Colliding, Few);
        var (few, many, plain) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < effort.Rounds; round++)
        {
            few.Add(MicrosecondsOf(reader, Colliding, Few));
            many.Add(MicrosecondsOf(reader, Colliding, Many));
            plain.Add(MicrosecondsOf(reader, number => number, Many));
        }

        return
        [
            new("colliding_keys", Median.Of(many), "µs CPU a change"),
            new("colliding_keys_growth", Median.Of(many) / Median.Of(few), "× of a tenth as many", Target.AtMost(3)),
            new("colliding_keys_ratio", Median.Of(many) / Median.Of(plain), "× other keys", Target.AtMost(1.5)),
        ];
    }

    // Both halves are one number: to the type's own hash they cancel each other out.
    private static long Colliding(int number) => ((long)number << 32) | (uint)number;

    private static double MicrosecondsOf(EnvelopeBodyReader<long> reader, Func<int, long> key, int changes)
    {
        var took = TimeSpan.Zero;
        for (var run = 0; run < Many / changes; run++)
        {
            var lines = new ChangeLines(reader.Items, isFifo: false, coalesce: false);
            var message = new HeldMessage(new() { MessageId = "m", ReceiptHandle = "r", Body = "" }) { Open = changes };
            message.Changes = [.. Enumerable.Range(0, changes).Select(number => new ChangeDelivery<long>(message, number, Change(key(number))))];
            var start = Clocks.Processor();
            lines.Add(message);
            foreach (var change in message.Changes) lines.End(change, mayGoOn: true);
            took += Clocks.Processor() - start;
        }

        return took.TotalMicroseconds / Many;
    }

    private static CdcEnvelope<long> Change(long key) => new()
    {
        Id = "change",
        Source = Orders.TableArn,
        Type = "orders.modify",
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse("1"),
        Key = key,
    };
}
