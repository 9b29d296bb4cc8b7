using System.Text.Json;

namespace Cdc.Testing.EventSource;

/// <summary>Reads a function's answer by Lambda's rules.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html"/></remarks>
internal static class BatchResponse
{
    /// <summary>Gives the index of the first record that must be sent again; the number of records where there is none.</summary>
    /// <param name="answer">The answer; empty or <c>null</c> is a success.</param>
    /// <param name="sequenceNumbers">The batch's sequence numbers in order.</param>
    public static int FirstFailed(ReadOnlyMemory<byte> answer, IReadOnlyList<string> sequenceNumbers)
    {
        if (answer.IsEmpty) return sequenceNumbers.Count;
        try
        {
            using var document = JsonDocument.Parse(answer);
            return FirstFailed(document.RootElement, sequenceNumbers);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Text that is not JSON, or holds half a character: an answer that cannot be read says nothing of what went well.
            return 0;
        }
    }

    private static int FirstFailed(JsonElement answer, IReadOnlyList<string> sequenceNumbers)
    {
        if (answer.ValueKind == JsonValueKind.Null) return sequenceNumbers.Count;
        if (answer.ValueKind != JsonValueKind.Object) return 0;
        if (!answer.TryGetProperty("batchItemFailures", out var failures) || failures.ValueKind == JsonValueKind.Null) return sequenceNumbers.Count;
        if (failures.ValueKind != JsonValueKind.Array) return 0;

        var first = sequenceNumbers.Count;
        foreach (var failure in failures.EnumerateArray())
        {
            if (failure.ValueKind != JsonValueKind.Object
                || !failure.TryGetProperty("itemIdentifier", out var identifier)
                || identifier.ValueKind != JsonValueKind.String
                || IndexOf(sequenceNumbers, identifier.GetString()!) is not (>= 0 and var index)) return 0;
            first = Math.Min(first, index);
        }

        return first;
    }

    // Lambda compares the text: a number with zeros in front is not the record's.
    private static int IndexOf(IReadOnlyList<string> sequenceNumbers, string identifier)
    {
        for (var index = 0; index < sequenceNumbers.Count; index++)
        {
            if (sequenceNumbers[index] == identifier) return index;
        }

        return -1;
    }
}
