using System.Text.Json;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Writes a table's description.</summary>
internal static class TableWriter
{
    public static void Write(Utf8JsonWriter output, string member, Table table, string status)
    {
        var definition = table.Definition;
        var (items, bytes) = table.Measure();
        output.WriteStartObject(member);
        output.WriteString("TableName", definition.Name);
        output.WriteString("TableArn", table.Arn);
        output.WriteString("TableId", table.Id);
        output.WriteString("TableStatus", status);
        output.WriteNumber("CreationDateTime", table.CreatedAt.ToUnixTimeMilliseconds() / 1000m);
        output.WriteNumber("ItemCount", items);
        output.WriteNumber("TableSizeBytes", bytes);
        WriteKey(output, definition.Key);
        output.WriteStartArray("AttributeDefinitions");
        foreach (var attribute in definition.Attributes)
        {
            output.WriteStartObject();
            output.WriteString("AttributeName", attribute.Name);
            output.WriteString("AttributeType", attribute.Type);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        WriteThroughput(output, definition.Throughput);
        if (definition.Throughput.IsOnDemand)
        {
            output.WriteStartObject("BillingModeSummary");
            output.WriteString("BillingMode", "PAY_PER_REQUEST");
            output.WriteEndObject();
        }

        output.WriteBoolean("DeletionProtectionEnabled", false);
        WriteIndexes(output, "LocalSecondaryIndexes", table, isGlobal: false);
        WriteIndexes(output, "GlobalSecondaryIndexes", table, isGlobal: true);
        WriteStream(output, table);
        output.WriteEndObject();
    }

    public static void WriteKey(Utf8JsonWriter output, KeySchema key)
    {
        output.WriteStartArray("KeySchema");
        foreach (var attribute in key.Attributes)
        {
            output.WriteStartObject();
            output.WriteString("AttributeName", attribute.Name);
            output.WriteString("KeyType", attribute == key.Partition ? "HASH" : "RANGE");
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void WriteThroughput(Utf8JsonWriter output, ThroughputDefinition throughput)
    {
        output.WriteStartObject("ProvisionedThroughput");
        output.WriteNumber("NumberOfDecreasesToday", 0);
        output.WriteNumber("ReadCapacityUnits", throughput.ReadUnits);
        output.WriteNumber("WriteCapacityUnits", throughput.WriteUnits);
        output.WriteEndObject();
    }

    private static void WriteIndexes(Utf8JsonWriter output, string member, Table table, bool isGlobal)
    {
        var indexes = table.Definition.Indexes.Where(index => index.IsGlobal == isGlobal).ToList();
        if (indexes.Count == 0) return;
        output.WriteStartArray(member);
        foreach (var index in indexes)
        {
            output.WriteStartObject();
            output.WriteString("IndexName", index.Name);
            output.WriteString("IndexArn", $"{table.Arn}/index/{index.Name}");
            output.WriteNumber("ItemCount", table.CountIndexed(index));
            WriteKey(output, index.Key);
            output.WriteStartObject("Projection");
            output.WriteString("ProjectionType", index.ProjectionType);
            if (index.NonKeyAttributes.Count > 0)
            {
                output.WriteStartArray("NonKeyAttributes");
                foreach (var attribute in index.NonKeyAttributes) output.WriteStringValue(attribute);
                output.WriteEndArray();
            }

            output.WriteEndObject();
            if (isGlobal)
            {
                output.WriteString("IndexStatus", "ACTIVE");
                WriteThroughput(output, index.Throughput ?? table.Definition.Throughput);
            }

            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void WriteStream(Utf8JsonWriter output, Table table)
    {
        if (table.LatestStream is not { } latest) return;
        var stream = latest.Definition;
        output.WriteString("LatestStreamArn", stream.Arn);
        output.WriteString("LatestStreamLabel", stream.Label);
        if (!latest.IsEnabled) return;
        output.WriteStartObject("StreamSpecification");
        output.WriteBoolean("StreamEnabled", true);
        output.WriteString("StreamViewType", stream.ViewType);
        output.WriteEndObject();
    }
}
