using System.Text.Json;

namespace Cdc.Testing.EventSource;

/// <summary>Reads a function's answer by Lambda's rules.</summary>
/// <remarks>
/// <see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"/>,
/// <see href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html"/>
/// </remarks>
internal static class BatchResponse
{
    /// <summary>Gives the indexes of the records that the answer reports as failed; null where the whole batch failed.</summary>
    /// <param name="answer">The answer; empty or <c>null</c> is a success.</param>
    /// <param name="records">The batch in order.</param>
    public static IReadOnlySet<int>? Failed(ReadOnlyMemory<byte> answer, IReadOnlyList<EventRecord> records)
    {
        if (answer.IsEmpty) return new HashSet<int>();
        try
        {
            using var document = JsonDocument.Parse(answer);
            return Failed(document.RootElement, records);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The text is not JSON, or holds half a character. Lambda takes an unreadable answer for a failure of the whole batch.
            return null;
        }
    }

    private static HashSet<int>? Failed(JsonElement answer, IReadOnlyList<EventRecord> records)
    {
        HashSet<int> failed = [];
        if (answer.ValueKind == JsonValueKind.Null) return failed;
        if (answer.ValueKind != JsonValueKind.Object) return null;
        if (!answer.TryGetProperty("batchItemFailures", out var failures) || failures.ValueKind == JsonValueKind.Null) return failed;
        if (failures.ValueKind != JsonValueKind.Array) return null;

        // Lambda compares texts: with zeros in front, a sequence number is not the record's.
        var indexes = records.Select((record, index) => (record.Id, index)).ToLookup(pair => pair.Id, pair => pair.index, StringComparer.Ordinal);
        foreach (var failure in failures.EnumerateArray())
        {
            if (failure.ValueKind != JsonValueKind.Object
                || !failure.TryGetProperty("itemIdentifier", out var identifier)
                || identifier.ValueKind != JsonValueKind.String
                || !indexes.Contains(identifier.GetString()!)) return null;
            failed.UnionWith(indexes[identifier.GetString()!]);
        }

        return failed;
    }
}
