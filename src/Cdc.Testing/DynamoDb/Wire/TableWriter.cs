using System.Text.Json;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Writes a table's description.</summary>
internal static class TableWriter
{
    private static readonly ThroughputDefinition _warmOnDemand = new(12_000, 4_000);

    /// <summary>Writes what CreateTable and UpdateTable answer.</summary>
    public static void Write(Utf8JsonWriter output, string member, Table table, bool isDescribed = false)
    {
        output.WriteStartObject(member);
        WriteIdentity(output, table, "ACTIVE", isDescribed);
        WriteSchema(output, table.Definition, table.CreatedAt);
        WriteIndexes(output, "LocalSecondaryIndexes", table, isGlobal: false, isDescribed);
        WriteIndexes(output, "GlobalSecondaryIndexes", table, isGlobal: true, isDescribed);
        WriteStream(output, table);
        if (isDescribed) WriteWarmThroughput(output, table.Definition.Throughput);
        output.WriteEndObject();
    }

    /// <summary>Writes what DescribeTable answers, which is a little more.</summary>
    public static void WriteDescription(Utf8JsonWriter output, Table table) => Write(output, "Table", table, isDescribed: true);

    /// <summary>Writes what DeleteTable answers: not what the table was like.</summary>
    public static void WriteDeleted(Utf8JsonWriter output, Table table)
    {
        output.WriteStartObject("TableDescription");
        WriteIdentity(output, table, "DELETING", knowsBillingChange: true);
        WriteStream(output, table);
        output.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter output, Table table, string status, bool knowsBillingChange)
    {
        var definition = table.Definition;
        var (items, bytes) = table.Measure();
        output.WriteString("TableName", definition.Name);
        output.WriteString("TableArn", table.Arn);
        output.WriteString("TableId", table.Id);
        output.WriteString("TableStatus", status);
        output.WriteNumber("ItemCount", items);
        output.WriteNumber("TableSizeBytes", bytes);
        output.WriteBoolean("DeletionProtectionEnabled", false);
        WriteThroughput(output, definition.Throughput);
        if (!definition.Throughput.IsOnDemand) return;
        output.WriteStartObject("BillingModeSummary");
        output.WriteString("BillingMode", "PAY_PER_REQUEST");
        if (knowsBillingChange) output.WriteNumber("LastUpdateToPayPerRequestDateTime", Seconds(table.CreatedAt));
        output.WriteEndObject();
    }

    private static void WriteSchema(Utf8JsonWriter output, TableDefinition definition, DateTimeOffset createdAt)
    {
        output.WriteNumber("CreationDateTime", Seconds(createdAt));
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
    }

    private static decimal Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000m;

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

    /// <summary>What a table or an index serves at once: of one on demand, what a new one does.</summary>
    private static void WriteWarmThroughput(Utf8JsonWriter output, ThroughputDefinition throughput)
    {
        var warm = throughput.IsOnDemand ? _warmOnDemand : throughput;
        output.WriteStartObject("WarmThroughput");
        output.WriteNumber("ReadUnitsPerSecond", warm.ReadUnits);
        output.WriteString("Status", "ACTIVE");
        output.WriteNumber("WriteUnitsPerSecond", warm.WriteUnits);
        output.WriteEndObject();
    }

    private static void WriteIndexes(Utf8JsonWriter output, string member, Table table, bool isGlobal, bool isDescribed)
    {
        var indexes = table.Definition.Indexes.Where(index => index.IsGlobal == isGlobal).ToList();
        if (indexes.Count == 0) return;
        output.WriteStartArray(member);
        foreach (var index in indexes)
        {
            output.WriteStartObject();
            output.WriteString("IndexName", index.Name);
            output.WriteString("IndexArn", $"{table.Arn}/index/{index.Name}");
            var (items, bytes) = table.Measure(index);
            output.WriteNumber("ItemCount", items);
            output.WriteNumber("IndexSizeBytes", bytes);
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
                var throughput = index.Throughput ?? table.Definition.Throughput;
                WriteThroughput(output, throughput);
                if (isDescribed) WriteWarmThroughput(output, throughput);
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
