using System.Text.Json;
using Cdc.Core;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>The fields of one stream record, in whatever order they come; the first fault found is kept.</summary>
internal ref struct RecordFields
{
    private readonly RecordBatch _batch;
    private TextRange _eventId;
    private TextRange _sequenceText;
    private TextRange _key;
    private AttributeRange _newAttributes;
    private AttributeRange _oldAttributes;
    private TextRange _traceParent;
    private ChangeOperation? _operation;
    private StreamTable? _table;
    private long? _time;
    private bool _byService;
    private bool _byDynamoDb;
    private bool _hasNew;
    private bool _hasOld;
    private TextRange _viewType;
    private string? _leftOut;
    private string? _problem;

    private RecordFields(RecordBatch batch) => _batch = batch;

    /// <summary>Reads the object that the reader is at the start of, to its end.</summary>
    /// <returns>The record; its sequence text is empty where it has no sequence number.</returns>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    public static RecordSlot Read(ref Utf8JsonReader reader, RecordBatch batch)
    {
        var fields = new RecordFields(batch);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject) fields.ReadRoot(ref reader);
        return fields.ToSlot();
    }

    private readonly RecordSlot ToSlot()
    {
        if (!SequenceNumber.TryParse(_batch.Text[_sequenceText], out var sequence)) return default;
        var problem = _problem;
        if (_eventId.Length == 0) problem ??= "has no eventID";
        if (_operation is null) problem ??= "has no eventName";
        if (_key.Length == 0) problem ??= "has no Keys";
        if (_table is not { IsKnown: true }) problem ??= "has no eventSourceARN of a table's stream";
        var isRemoval = _operation == ChangeOperation.Remove;
        return new RecordSlot
        {
            EventId = _eventId,
            Operation = _operation.GetValueOrDefault(),
            SequenceText = _sequenceText,
            Sequence = sequence,
            Table = _table,
            Key = _key,
            Time = _time,
            Expired = isRemoval && _byService && _byDynamoDb,
            Attributes = isRemoval ? _oldAttributes : _newAttributes,
            OtherAttributes = isRemoval ? _newAttributes : _oldAttributes,
            HasNewImage = _hasNew,
            HasOldImage = _hasOld,
            ViewType = _viewType,
            LeftOut = _leftOut,
            // The old image's trace is that of an earlier change.
            TraceParent = isRemoval ? default : _traceParent,
            Problem = problem,
        };
    }

    // Each name in Lambda's spelling, and in camel case as AWS's Lambda Test Tool sends it.
    private void ReadRoot(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("eventID"u8) || reader.ValueTextEquals("eventId"u8)) _eventId = Text(ref reader);
        else if (reader.ValueTextEquals("eventName"u8)) ReadOperation(ref reader);
        else if (reader.ValueTextEquals("eventSourceARN"u8) || reader.ValueTextEquals("eventSourceArn"u8)) ReadTable(ref reader);
        else if (reader.ValueTextEquals("dynamodb"u8)) ReadDynamoDb(ref reader);
        else if (reader.ValueTextEquals("userIdentity"u8)) ReadUserIdentity(ref reader);
        else SkipValue(ref reader);
    }

    private void ReadDynamoDb(ref Utf8JsonReader reader)
    {
        if (!TryEnter(ref reader)) return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("SequenceNumber"u8) || reader.ValueTextEquals("sequenceNumber"u8)) _sequenceText = Text(ref reader);
            else if (reader.ValueTextEquals("ApproximateCreationDateTime"u8) || reader.ValueTextEquals("approximateCreationDateTime"u8)) ReadTime(ref reader);
            else if (reader.ValueTextEquals("Keys"u8) || reader.ValueTextEquals("keys"u8)) ReadKeys(ref reader);
            else if (reader.ValueTextEquals("NewImage"u8) || reader.ValueTextEquals("newImage"u8)) _newAttributes = ReadImage(ref reader, isNew: true);
            else if (reader.ValueTextEquals("OldImage"u8) || reader.ValueTextEquals("oldImage"u8)) _oldAttributes = ReadImage(ref reader, isNew: false);
            else if (!_batch.Images.IsEmpty && (reader.ValueTextEquals("StreamViewType"u8) || reader.ValueTextEquals("streamViewType"u8))) _viewType = Text(ref reader);
            else SkipValue(ref reader);
        }
    }

    // Lambda spells the fields in lower case, the Streams API in upper.
    private void ReadUserIdentity(ref Utf8JsonReader reader)
    {
        if (!TryEnter(ref reader))
        {
            LeaveOut(ref reader, "userIdentity");
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("Type"u8)) _byService = Is(ref reader, "Service"u8);
            else if (reader.ValueTextEquals("principalId"u8) || reader.ValueTextEquals("PrincipalId"u8)) _byDynamoDb = Is(ref reader, "dynamodb.amazonaws.com"u8);
            else SkipValue(ref reader);
        }
    }

    private void ReadOperation(ref Utf8JsonReader reader)
    {
        reader.Read();
        _operation = null;
        if (reader.TokenType == JsonTokenType.String)
        {
            if (reader.ValueTextEquals("INSERT"u8)) _operation = ChangeOperation.Insert;
            else if (reader.ValueTextEquals("MODIFY"u8)) _operation = ChangeOperation.Modify;
            else if (reader.ValueTextEquals("REMOVE"u8)) _operation = ChangeOperation.Remove;
        }

        reader.Skip();
        if (_operation is null) _problem ??= "has an eventName other than INSERT, MODIFY and REMOVE";
    }

    private void ReadTable(ref Utf8JsonReader reader)
    {
        var start = _batch.Text.Position;
        var arn = Text(ref reader);
        _table = _batch.Tables.Find(_batch.Text[arn]);
        _batch.Text.Truncate(start);
    }

    private void ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (CreationTime.TryRead(ref reader, out _time)) return;
        LeaveOut(ref reader, "ApproximateCreationDateTime");
        reader.Skip();
    }

    private void ReadKeys(ref Utf8JsonReader reader)
    {
        reader.Read();
        var problem = KeyWriter.Read(_batch.Text, ref reader, out _key);
        _problem ??= problem;
    }

    /// <returns>Where in the batch's list the attributes are that were asked for.</returns>
    private AttributeRange ReadImage(ref Utf8JsonReader reader, bool isNew)
    {
        var start = _batch.Attributes.Count;
        if (_batch.Images.IsEmpty)
        {
            SkipValue(ref reader);
            return default;
        }

        if (!TryEnter(ref reader))
        {
            LeaveOut(ref reader, isNew ? "NewImage" : "OldImage");
            return default;
        }

        if (isNew) _hasNew = true;
        else _hasOld = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var found = _batch.Images.Find(ref reader);
            var isTraceParent = isNew && _batch.Images.IsTraceParent(ref reader);
            if (found < 0 && !isTraceParent)
            {
                SkipValue(ref reader);
                continue;
            }

            if (!TypedValueReader.TryReadImage(_batch.Text, ref reader, out var dataType, out var value)) _leftOut ??= found < 0 ? "an image's traceparent" : "an attribute of an image";
            else if (dataType is not null) Add(found, dataType, value);
            if (isTraceParent && dataType == "String") _traceParent = value;
        }

        return new AttributeRange(start, _batch.Attributes.Count - start);
    }

    /// <summary>Adds an attribute for each name that it goes out by, or for rules.</summary>
    private readonly void Add(int found, string dataType, TextRange value)
    {
        if (found < 0) return;
        var targets = _batch.Images.Targets[found..];
        foreach (var target in targets)
        {
            if (target.ItemName == targets[0].ItemName)
                _batch.Attributes.Add(new ProjectedAttribute(target.Name, target.ItemName, target.IsText && dataType == "Number" ? "String" : dataType, value));
        }
    }

    private void LeaveOut(ref Utf8JsonReader reader, string part)
    {
        if (reader.TokenType != JsonTokenType.Null) _leftOut ??= part;
    }

    private readonly TextRange Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return JsonText.Append(_batch.Text, ref reader);
        reader.Skip();
        return default;
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        reader.Read();
        var isText = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text);
        reader.Skip();
        return isText;
    }

    private static bool TryEnter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject) return true;
        reader.Skip();
        return false;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
