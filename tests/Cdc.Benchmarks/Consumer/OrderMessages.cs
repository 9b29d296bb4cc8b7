using System.Globalization;
using Cdc.Core;

namespace Cdc.Benchmarks.Consumer;

/// <summary>Writes the bodies of messages about orders, as raw delivery brings them.</summary>
internal static class OrderMessages
{
    /// <summary>How the messages' key is read.</summary>
    public static readonly CdcKeyFormat<string> KeyFormat = CdcKeyFormat.ForString("orderId");

    private static readonly CdcEnvelopeWriter<string> _writer = new(KeyFormat);

    /// <summary>Gets as many bodies, each of another order.</summary>
    public static string[] OfDistinctOrders(int count) => [.. Enumerable.Range(0, count).Select(number => Write(OrderId(number), number))];

    public static string OrderId(int number) => string.Create(CultureInfo.InvariantCulture, $"01J9ZK4Q6W8RTB{number:D12}");

    /// <summary>Gets an order's number from its id.</summary>
    public static int NumberOf(string orderId) => int.Parse(orderId.AsSpan(14), NumberStyles.None, CultureInfo.InvariantCulture);

    public static string Write(string orderId, int sequence) => _writer.Write(new CdcEnvelope<string>
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"c4ca4238a0b923820dcc{sequence:x12}"),
        Source = "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders",
        Type = "orders.modify",
        Time = DateTimeOffset.FromUnixTimeSeconds(1_795_341_600),
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"4421584500000000017450{sequence:D8}")),
        Key = orderId,
    });
}
