using System.Globalization;
using System.Text;
using Cdc.Core;
using Cdc.Publisher.Buffers;
using Cdc.Publisher.Events;

namespace Cdc.Publisher.Publishing;

/// <summary>An envelope with blanks for what differs between the records of one table and operation.</summary>
/// <remarks>
/// It is cut from an envelope that <see cref="CdcEnvelopeWriter{TKey}"/> wrote, so that the wire format stays that writer's alone, and filled by
/// copying bytes.
/// </remarks>
internal sealed class EnvelopeTemplate
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly CdcEnvelopeWriter<ReadOnlyMemory<byte>> _writer = new(CdcKeyFormat.ForJson());
    private static readonly DateTimeOffset _timeBlank = DateTimeOffset.MaxValue;
    private static readonly SequenceNumber _sequenceBlank = SequenceNumber.Parse(new string('8', SequenceNumber.MaxDigits));

    private const int TimeLength = 24;

    private static readonly byte[] _contentType = Encoding.UTF8.GetBytes(",\"datacontenttype\":\"application/json\"");

    private readonly int _contentTypeAt;
    private readonly byte[] _untilId;
    private readonly byte[] _untilTime;
    private readonly byte[] _untilSequence;
    private readonly byte[] _untilTraceParent;
    private readonly byte[] _untilTraceState;
    private readonly byte[] _untilKey;
    private readonly byte[] _end;

    /// <param name="table">The table and its stream.</param>
    /// <param name="type">The event type.</param>
    /// <param name="operation">What happened.</param>
    /// <param name="expired">Whether the time to live ran out.</param>
    /// <param name="trace">What is known of the trace.</param>
    public EnvelopeTemplate(StreamTable table, string type, ChangeOperation operation, bool expired, TraceForm trace)
    {
        var blank = Guid.NewGuid().ToString("N");
        var key = Encoding.UTF8.GetBytes($$"""{"{{blank}}":0}""");
        var text = _writer.Write(new CdcEnvelope<ReadOnlyMemory<byte>>
        {
            Id = "I" + blank,
            Source = table.Arn,
            Type = type,
            Time = _timeBlank,
            Operation = operation,
            Sequence = _sequenceBlank,
            Expired = expired,
            StreamLabel = table.Label,
            TraceParent = trace == TraceForm.None ? null : "P" + blank,
            TraceState = trace == TraceForm.ParentAndState ? "S" + blank : null,
            Key = key,
        });
        // The writer's order. A blank is found with its field's name: within a text a quotation mark is escaped, so no table, type or label can be taken for one.
        var rest = text.AsSpan();
        _untilId = Cut(ref rest, "\"id\":\"", "I" + blank);
        _untilTime = Cut(ref rest, "\"time\":\"", _timeBlank.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        _untilSequence = Cut(ref rest, "\"sequence\":\"", _sequenceBlank.ToString());
        _untilTraceParent = trace == TraceForm.None ? [] : Cut(ref rest, "\"traceparent\":\"", "P" + blank);
        _untilTraceState = trace == TraceForm.ParentAndState ? Cut(ref rest, "\"tracestate\":\"", "S" + blank) : [];
        _untilKey = Cut(ref rest, "\"data\":", Encoding.UTF8.GetString(key));
        _end = Encoding.UTF8.GetBytes(rest.ToString());
        _contentTypeAt = _untilSequence.AsSpan().IndexOf(_contentType);
        if (_contentTypeAt < 0) throw new InvalidOperationException("The envelope writer does not write the content type where the template looks for it.");
        _contentTypeAt += _untilId.Length + _untilTime.Length + TimeLength;
    }

    /// <summary>The bytes that an event in an array has less than by itself: without a content type its data is JSON too, as the array's format says.</summary>
    public static int Omitted => _contentType.Length;

    /// <summary>The two parts of an envelope that stand in an array.</summary>
    /// <param name="message">An envelope that this template wrote.</param>
    /// <param name="id">The id that it has.</param>
    public (TextRange Start, TextRange End) InArray(TextRange message, TextRange id)
    {
        var start = message with { Length = _contentTypeAt + id.Length };
        var end = start.End + _contentType.Length;
        return (start, new TextRange(end, message.End - end));
    }

    /// <summary>Appends the envelope's JSON.</summary>
    /// <param name="text">Where to; the id and the key are in it too.</param>
    /// <param name="id">The id: letters, digits, hyphens and underscores.</param>
    /// <param name="time">When the item changed; cut to milliseconds.</param>
    /// <param name="sequence">The record's place.</param>
    /// <param name="trace">The trace, of the form that the template is for.</param>
    /// <param name="key">The key's JSON.</param>
    public TextRange Write(Utf8Arena text, TextRange id, DateTimeOffset time, SequenceNumber sequence, in TraceText trace, TextRange key)
    {
        var start = text.Position;
        text.Append(_untilId);
        text.Append(id);
        text.Append(_untilTime);
        WriteTime(text, time);
        text.Append(_untilSequence);
        sequence.TryFormat(text.GetSpan(SequenceNumber.MaxDigits), out _);
        text.Advance(SequenceNumber.MaxDigits);
        text.Append(_untilTraceParent);
        if (_untilTraceParent.Length > 0) JsonText.AppendEncoded(text, trace.Parent.Span);
        text.Append(_untilTraceState);
        if (_untilTraceState.Length > 0) JsonText.AppendEncoded(text, trace.State.Span);
        text.Append(_untilKey);
        text.Append(key);
        text.Append(_end);
        return text.Since(start);
    }

    // The round-trip format writes seven decimals quickly; three of them are sent.
    private static void WriteTime(Utf8Arena text, DateTimeOffset time)
    {
        time.UtcDateTime.TryFormat(text.GetSpan(28), out _, "O", CultureInfo.InvariantCulture);
        text.Advance(TimeLength - 1);
        text.Append((byte)'Z');
    }

    private static byte[] Cut(ref ReadOnlySpan<char> text, string field, string blank)
    {
        var at = text.IndexOf(field + blank, StringComparison.Ordinal);
        if (at < 0) throw new InvalidOperationException("The envelope writer's order is not the one that the template cuts by.");
        at += field.Length;
        var before = Encoding.UTF8.GetBytes(text[..at].ToString());
        text = text[(at + blank.Length)..];
        return before;
    }
}
