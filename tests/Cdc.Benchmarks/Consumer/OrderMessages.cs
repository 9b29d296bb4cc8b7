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
    public static string[] OfDistinctOrders(int count) => [.. Enumerable.Range(0, count).Select(number => Write(Orders.Id(number), number))];

    public static string Write(string orderId, int sequence) => _writer.Write(new CdcEnvelope<string>
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"c4ca4238a0b923820dcc{sequence:x12}"),
        Source = Orders.TableArn,
        Type = "orders.modify",
        Time = DateTimeOffset.FromUnixTimeSeconds(1_795_341_600),
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"4421584500000000017450{sequence:D8}")),
        Key = orderId,
    });
}
