using System.Text.Json;
using Cdc.Core;

namespace Cdc.Lambda.Events;

/// <summary>The fields of one stream record, in whatever order they come; the first fault found is kept.</summary>
internal ref struct RecordFields
{
    private string? _eventId;
    private ChangeOperation? _operation;
    private string? _streamArn;
    private string? _sequenceNumber;
    private DateTimeOffset? _time;
    private byte[]? _key;
    private bool _byService;
    private bool _byDynamoDb;
    private string? _problem;

    /// <summary>Reads the object that the reader is at the start of, to its end.</summary>
    public static RecordFields Read(ref Utf8JsonReader reader)
    {
        var fields = default(RecordFields);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject) fields.ReadRoot(ref reader);
        return fields;
    }

    public readonly ReadRecord ToRecord()
    {
        if (_sequenceNumber is null || !SequenceNumber.TryParse(_sequenceNumber, out var sequence)) return new("", null, "has no SequenceNumber");
        var problem = _problem;
        if (string.IsNullOrEmpty(_eventId)) problem ??= "has no eventID";
        if (_operation is null) problem ??= "has no eventName";
        if (_key is null) problem ??= "has no Keys";
        var (tableArn, tableName) = TableOf(_streamArn);
        if (tableName.Length == 0) problem ??= "has no eventSourceARN of a table's stream";
        if (problem is not null) return new(_sequenceNumber, null, problem);

        return new(_sequenceNumber, new StreamRecord
        {
            EventId = _eventId!,
            Operation = _operation!.Value,
            SequenceNumber = _sequenceNumber,
            Sequence = sequence,
            TableArn = tableArn,
            TableName = tableName,
            Key = _key,
            Time = _time,
            Expired = _operation == ChangeOperation.Remove && _byService && _byDynamoDb,
        }, null);
    }

    /// <summary>arn:…:table/Orders/stream/2026-… → arn:…:table/Orders and Orders.</summary>
    private static (string Arn, string Name) TableOf(string? streamArn)
    {
        const string TablePrefix = ":table/";
        if (streamArn is null) return ("", "");
        var start = streamArn.IndexOf(TablePrefix, StringComparison.Ordinal);
        if (start < 0) return ("", "");
        start += TablePrefix.Length;
        var end = streamArn.IndexOf('/', start);
        if (end < 0) end = streamArn.Length;
        return (streamArn[..end], streamArn[start..end]);
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("eventID"u8)) _eventId = Text(ref reader);
        else if (reader.ValueTextEquals("eventName"u8)) ReadOperation(ref reader);
        else if (reader.ValueTextEquals("eventSourceARN"u8)) _streamArn = Text(ref reader);
        else if (reader.ValueTextEquals("dynamodb"u8)) ReadObject(ref reader, inDynamoDb: true);
        else if (reader.ValueTextEquals("userIdentity"u8)) ReadObject(ref reader, inDynamoDb: false);
        else SkipValue(ref reader);
    }

    private void ReadObject(ref Utf8JsonReader reader, bool inDynamoDb)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (inDynamoDb) ReadDynamoDb(ref reader);
            else ReadUserIdentity(ref reader);
        }
    }

    private void ReadDynamoDb(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("SequenceNumber"u8)) _sequenceNumber = Text(ref reader);
        else if (reader.ValueTextEquals("ApproximateCreationDateTime"u8)) ReadTime(ref reader);
        else if (reader.ValueTextEquals("Keys"u8)) ReadKeys(ref reader);
        else SkipValue(ref reader);
    }

    // Lambda spells the fields in lower case, the Streams API in upper.
    private void ReadUserIdentity(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("Type"u8)) _byService = Text(ref reader) == "Service";
        else if (reader.ValueTextEquals("principalId"u8) || reader.ValueTextEquals("PrincipalId"u8)) _byDynamoDb = Text(ref reader) == "dynamodb.amazonaws.com";
        else SkipValue(ref reader);
    }

    private void ReadOperation(ref Utf8JsonReader reader)
    {
        _operation = Text(ref reader) switch
        {
            "INSERT" => ChangeOperation.Insert,
            "MODIFY" => ChangeOperation.Modify,
            "REMOVE" => ChangeOperation.Remove,
            _ => null,
        };
        if (_operation is null) _problem ??= "has an eventName other than INSERT, MODIFY and REMOVE";
    }

    private void ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (CreationTime.TryRead(ref reader, out _time)) return;
        reader.Skip();
        _problem ??= "has an ApproximateCreationDateTime that is not a time";
    }

    private void ReadKeys(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (!KeyAttributes.TryRead(ref reader, out _key, out var problem)) _problem ??= problem;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
