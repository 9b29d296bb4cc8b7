using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>What operations cost, and how it is reported to who asked.</summary>
internal static class Capacity
{
    public const string Read = "ReadCapacityUnits";
    public const string Written = "WriteCapacityUnits";

    /// <summary>A unit for every 4 KB read, or half of one where the read need not be consistent.</summary>
    public static double OfRead(long bytes, bool consistent) => Math.Max(1, (bytes + 4095) / 4096) * (consistent ? 1 : 0.5);

    /// <summary>A unit for every 1 KB of the larger image.</summary>
    public static double OfWrite(long bytes) => Math.Max(1, (bytes + 1023) / 1024);

    /// <summary>Whether the request asks for the cost.</summary>
    public static bool IsWanted(RequestReader request)
    {
        var wanted = request.Choice("ReturnConsumedCapacity", "NONE", "INDEXES", "TOTAL", "NONE");
        if (wanted == "INDEXES") throw AwsServiceException.Validation("LocalAws does not support ReturnConsumedCapacity INDEXES, only TOTAL");
        return wanted == "TOTAL";
    }

    public static void Write(Utf8JsonWriter output, string table, double units)
    {
        output.WriteStartObject("ConsumedCapacity");
        WriteMembers(output, table, units);
        output.WriteEndObject();
    }

    /// <param name="output">The answer.</param>
    /// <param name="tables">What each table's part cost.</param>
    /// <param name="kind">The kind of units, where the operation tells it.</param>
    public static void WriteAll(Utf8JsonWriter output, IEnumerable<KeyValuePair<string, double>> tables, string? kind = null)
    {
        output.WriteStartArray("ConsumedCapacity");
        foreach (var (table, units) in tables)
        {
            output.WriteStartObject();
            WriteMembers(output, table, units);
            if (kind is not null) output.WriteNumber(kind, units);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter output, string table, double units)
    {
        output.WriteString("TableName", table);
        output.WriteNumber("CapacityUnits", units);
    }
}
