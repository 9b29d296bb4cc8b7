using System.Globalization;
using System.Text.Json;
using Cdc.Testing.DynamoDb.Streams;
using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Writes stream records as GetRecords answers them.</summary>
internal static class ChangeRecordJson
{
    public static void Write(Utf8JsonWriter output, ChangeRecord record, string region, string viewType)
    {
        output.WriteStartObject();
        output.WriteString("eventID", record.EventId);
        output.WriteString("eventName", record.EventName);
        output.WriteString("eventVersion", "1.1");
        output.WriteString("eventSource", "aws:dynamodb");
        output.WriteString("awsRegion", region);
        output.WriteStartObject("dynamodb");
        output.WriteNumber("ApproximateCreationDateTime", record.CreatedAt.ToUnixTimeSeconds());
        WriteItem(output, "Keys", record.Keys);
        WriteItem(output, "NewImage", record.NewImage);
        WriteItem(output, "OldImage", record.OldImage);
        output.WriteString("SequenceNumber", record.SequenceNumber.ToString(CultureInfo.InvariantCulture));
        output.WriteNumber("SizeBytes", record.SizeBytes);
        output.WriteString("StreamViewType", viewType);
        output.WriteEndObject();
        if (record.IsExpiry)
        {
            output.WriteStartObject("userIdentity");
            output.WriteString("Type", "Service");
            output.WriteString("PrincipalId", "dynamodb.amazonaws.com");
            output.WriteEndObject();
        }

        output.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter output, string name, MapValue? item)
    {
        if (item is null) return;
        output.WritePropertyName(name);
        AttributeValueJson.WriteItem(output, item);
    }
}
