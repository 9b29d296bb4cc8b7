using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Makes stream events of an orders table, the same ones every time; each record is of another order.</summary>
internal static class OrderEvents
{
    // Lambda does not escape text.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="records">How many records.</param>
    /// <param name="images">Whether each has the order before and after the change, or only its key.</param>
    /// <returns>The event as Lambda gives it to a function.</returns>
    public static byte[] Write(int records, bool images)
    {
        var buffer = new ArrayBufferWriter<byte>(records * 4096);
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            json.WriteStartObject();
            json.WriteStartArray("Records");
            for (var number = 0; number < records; number++) WriteRecord(json, number, images);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The size of one image, without its name.</summary>
    public static int ImageBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options)) OrderImage.Write(json, Orders.Id(0), 0, version: 1);
        return buffer.WrittenCount;
    }

    private static void WriteRecord(Utf8JsonWriter json, int number, bool images)
    {
        json.WriteStartObject();
        json.WriteString("eventID", string.Create(CultureInfo.InvariantCulture, $"c4ca4238a0b923820dcc{number:x12}"));
        json.WriteString("eventName", "MODIFY");
        json.WriteString("eventVersion", "1.1");
        json.WriteString("eventSource", "aws:dynamodb");
        json.WriteString("awsRegion", "eu-central-1");
        json.WriteStartObject("dynamodb");
        json.WriteNumber("ApproximateCreationDateTime", 1_795_341_600 + (number / 50));
        json.WriteStartObject("Keys");
        json.WriteStartObject("orderId");
        json.WriteString("S", Orders.Id(number));
        json.WriteEndObject();
        json.WriteEndObject();
        if (images)
        {
            json.WritePropertyName("NewImage");
            OrderImage.Write(json, Orders.Id(number), number, version: 2);
            json.WritePropertyName("OldImage");
            OrderImage.Write(json, Orders.Id(number), number, version: 1);
        }

        json.WriteString("SequenceNumber", string.Create(CultureInfo.InvariantCulture, $"4421584500000000017450{number:D8}"));
        json.WriteNumber("SizeBytes", images ? 1_480 : 34);
        json.WriteString("StreamViewType", images ? "NEW_AND_OLD_IMAGES" : "KEYS_ONLY");
        json.WriteEndObject();
        json.WriteString("eventSourceARN", Orders.TableArn + "/stream/2026-11-22T09:00:00.000");
        json.WriteEndObject();
    }
}
