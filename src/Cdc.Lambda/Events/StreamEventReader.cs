using System.Text.Json;

namespace Cdc.Lambda.Events;

/// <summary>Reads the JSON of a DynamoDB stream event in one pass; images are passed over.</summary>
internal static class StreamEventReader
{
    /// <summary>Reads every record, those that cannot be published included.</summary>
    /// <exception cref="CdcStreamEventException">The text is no stream event, or a record could not even be reported as failed.</exception>
    public static IReadOnlyList<ReadRecord> Read(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return ReadRecords(utf8Json);
        }
        catch (JsonException error)
        {
            // The parser's own message may quote the text.
            throw new CdcStreamEventException($"The event is not JSON at byte {error.BytePositionInLine} of line {error.LineNumber + 1}.");
        }
        catch (InvalidOperationException)
        {
            throw new CdcStreamEventException("The event holds a string that is not valid Unicode.");
        }
    }

    private static List<ReadRecord> ReadRecords(ReadOnlySpan<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new CdcStreamEventException("The event is not a JSON object. Is the function's trigger a DynamoDB stream?");

        List<ReadRecord>? records = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isRecords = reader.ValueTextEquals("Records"u8);
            reader.Read();
            if (isRecords && reader.TokenType == JsonTokenType.StartArray) records = ReadArray(ref reader);
            else reader.Skip();
        }

        reader.Read();
        return records ?? throw new CdcStreamEventException("The event has no array 'Records'. Is the function's trigger a DynamoDB stream?");
    }

    private static List<ReadRecord> ReadArray(ref Utf8JsonReader reader)
    {
        var records = new List<ReadRecord>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new CdcStreamEventException($"Record {records.Count} of the event is not a JSON object.");
            var record = RecordFields.Read(ref reader).ToRecord();
            if (record.SequenceNumber.Length == 0)
            {
                throw new CdcStreamEventException(
                    $"Record {records.Count} of the event has no SequenceNumber of 1 to 40 digits, so it cannot be reported as failed. Nothing of the batch was published.");
            }

            records.Add(record);
        }

        return records;
    }
}
