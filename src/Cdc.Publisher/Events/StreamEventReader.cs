using System.Text.Json;

namespace Cdc.Publisher.Events;

/// <summary>Reads the JSON of a DynamoDB stream event in one pass; images are passed over but for what was asked for.</summary>
internal static class StreamEventReader
{
    private const string Advice =
        " Nothing was published. Check that the function's trigger is a DynamoDB stream, and that nothing on the way changes its events.";

    // An item nests up to 32 levels, each of which is two of JSON, inside the event's own: more than the reader's default of 64.
    private static readonly JsonReaderOptions _options = new() { MaxDepth = 512 };

    /// <summary>Reads every record into the batch, those that cannot be published included.</summary>
    /// <exception cref="CdcStreamEventException">The text is no stream event, or a record could not even be reported as failed.</exception>
    public static void Read(ReadOnlySpan<byte> utf8Json, RecordBatch batch)
    {
        try
        {
            ReadRecords(utf8Json, batch);
        }
        catch (JsonException error)
        {
            // The parser's own message may quote the text.
            throw new CdcStreamEventException($"The event cannot be read as JSON at byte {error.BytePositionInLine} of line {error.LineNumber + 1}.{Advice}");
        }
        catch (InvalidOperationException)
        {
            throw new CdcStreamEventException($"The event holds a string that is not valid Unicode.{Advice}");
        }
    }

    private static void ReadRecords(ReadOnlySpan<byte> utf8Json, RecordBatch batch)
    {
        var reader = new Utf8JsonReader(utf8Json, _options);
        if (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            // EventBridge Pipes gives a function the records without anything around them.
            ReadArray(ref reader, batch);
            reader.Read();
            return;
        }

        if (reader.TokenType != JsonTokenType.StartObject) throw new CdcStreamEventException($"The event is neither a JSON object nor an array of records.{Advice}");

        var hasRecords = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isRecords = reader.ValueTextEquals("Records"u8) || reader.ValueTextEquals("records"u8);
            reader.Read();
            if (isRecords && reader.TokenType == JsonTokenType.StartArray)
            {
                hasRecords = true;
                ReadArray(ref reader, batch);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.Read();
        if (!hasRecords) throw new CdcStreamEventException($"The event has no array 'Records'.{Advice}");
    }

    private static void ReadArray(ref Utf8JsonReader reader, RecordBatch batch)
    {
        var records = batch.Records;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new CdcStreamEventException($"Record {records.Count} of the event is not a JSON object.{Advice}");
            var record = RecordFields.Read(ref reader, batch);
            if (record.SequenceText.Length == 0)
            {
                throw new CdcStreamEventException(
                    $"Record {records.Count} of the event has no SequenceNumber of 1 to 40 digits, so it cannot be reported as failed.{Advice}");
            }

            records.Add(record);
        }
    }
}
