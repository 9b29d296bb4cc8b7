using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cdc.Core.Wire;

namespace Cdc.Core;

/// <summary>Writes envelopes in the wire format.</summary>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <param name="keyFormat">How to write the key.</param>
/// <remarks>Safe for use by several threads at once.</remarks>
/// <exception cref="ArgumentNullException"><paramref name="keyFormat"/> is null.</exception>
public sealed class CdcEnvelopeWriter<TKey>(CdcKeyFormat<TKey> keyFormat)
{
    // A message is no HTML: letters stay as they are, and quotation marks get the shortest escape.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CdcKeyFormat<TKey> _keyFormat = keyFormat ?? throw new ArgumentNullException(nameof(keyFormat));

    /// <summary>Writes an envelope as a CloudEvents 1.0 event in structured JSON.</summary>
    /// <param name="output">Where the UTF-8 goes.</param>
    /// <param name="envelope">What to write.</param>
    /// <remarks>
    /// The writer checks before it writes. So the reader can read what is written, and a call that throws has written nothing. Times are cut to
    /// milliseconds.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// <see cref="CdcEnvelope{TKey}.Id"/>, <see cref="CdcEnvelope{TKey}.Source"/> or <see cref="CdcEnvelope{TKey}.Type"/> is empty,
    /// longer than it may be or holds a control character; <see cref="CdcEnvelope{TKey}.TraceParent"/> or <see cref="CdcEnvelope{TKey}.TraceState"/> is longer than
    /// it may be or holds another character than those of printable ASCII;
    /// <see cref="CdcEnvelope{TKey}.Sequence"/> is null although the operation is no snapshot; <see cref="CdcEnvelope{TKey}.Expired"/> is true
    /// although it is no removal; the key is not one that the key format reads; or a string is not valid Unicode.
    /// </exception>
    /// <exception cref="InvalidOperationException">The key format was made without the key attribute's name.</exception>
    public void Write(IBufferWriter<byte> output, CdcEnvelope<TKey> envelope)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ToUtf8(envelope).WrittenSpan);
    }

    /// <summary>Writes an envelope as text.</summary>
    /// <returns>The event's JSON.</returns>
    /// <inheritdoc cref="Write(IBufferWriter{byte}, CdcEnvelope{TKey})"/>
    public string Write(CdcEnvelope<TKey> envelope) => Encoding.UTF8.GetString(ToUtf8(envelope).WrittenSpan);

    private ArrayBufferWriter<byte> ToUtf8(CdcEnvelope<TKey> envelope)
    {
        Check(envelope);
        var key = WriteKey(envelope);
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, _options)) WriteEvent(json, envelope, key.WrittenSpan);
        if (Surrogates.WereReplaced(output.WrittenSpan))
            throw new ArgumentException("A string of the envelope holds half a surrogate pair, which is not valid Unicode.", nameof(envelope));
        return output;
    }

    private static void Check(CdcEnvelope<TKey> envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        CheckText(envelope.Id, ContextAttributeText.LongestId, "envelope.Id");
        CheckText(envelope.Source, ContextAttributeText.LongestSource, "envelope.Source");
        CheckText(envelope.Type, ContextAttributeText.LongestType, "envelope.Type");
        if (!string.IsNullOrEmpty(envelope.TraceParent) && !TraceContext.IsParent(envelope.TraceParent))
            throw new ArgumentException($"A traceparent has up to {TraceContext.LongestParent} printable ASCII characters.", "envelope.TraceParent");
        if (!string.IsNullOrEmpty(envelope.TraceState) && (string.IsNullOrEmpty(envelope.TraceParent) || !TraceContext.IsState(envelope.TraceState)))
            throw new ArgumentException($"A tracestate belongs to a traceparent, and has up to {TraceContext.LongestState} printable ASCII characters.", "envelope.TraceState");
        if (envelope.Sequence is null && envelope.Operation != ChangeOperation.Snapshot)
            throw new ArgumentException("Every change but a snapshot has a sequence number.", "envelope.Sequence");
        if (envelope.Expired && envelope.Operation != ChangeOperation.Remove)
            throw new ArgumentException("Only what was removed can have expired.", "envelope.Expired");
    }

    private static void CheckText(string text, int longest, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, name);
        if (ContextAttributeText.ProblemOf(text, longest) is { } problem) throw new ArgumentException($"The text {problem}.", name);
    }

    private ArrayBufferWriter<byte> WriteKey(CdcEnvelope<TKey> envelope)
    {
        var output = new ArrayBufferWriter<byte>(128);
        try
        {
            using (var json = new Utf8JsonWriter(output, _options)) _keyFormat.Write(json, envelope.Key);
            _keyFormat.Read(output.WrittenSpan, 0);
            return output;
        }
        catch (CdcEnvelopeFormatException error)
        {
            throw new ArgumentException("The key cannot be read again as it is written.", "envelope.Key", error);
        }
        catch (JsonException)
        {
            throw new ArgumentException("The key is not JSON.", "envelope.Key");
        }
    }

    private static void WriteEvent(Utf8JsonWriter json, CdcEnvelope<TKey> envelope, ReadOnlySpan<byte> key)
    {
        json.WriteStartObject();
        json.WriteString(Name(EnvelopeField.SpecVersion), EnvelopeFields.Version);
        json.WriteString(Name(EnvelopeField.Id), envelope.Id);
        json.WriteString(Name(EnvelopeField.Source), envelope.Source);
        json.WriteString(Name(EnvelopeField.Type), envelope.Type);
        if (envelope.Time is { } time)
            json.WriteString(Name(EnvelopeField.Time), time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString(Name(EnvelopeField.DataContentType), EnvelopeFields.Json);
        json.WriteString(Name(EnvelopeField.Operation), EnvelopeFields.Word(envelope.Operation));
        if (envelope.Sequence is { } sequence) json.WriteString(Name(EnvelopeField.Sequence), sequence.ToString());
        if (envelope.Expired) json.WriteBoolean(Name(EnvelopeField.Expired), true);
        if (!string.IsNullOrEmpty(envelope.StreamLabel)) json.WriteString(Name(EnvelopeField.StreamLabel), envelope.StreamLabel);
        if (!string.IsNullOrEmpty(envelope.TraceParent)) json.WriteString(Name(EnvelopeField.TraceParent), envelope.TraceParent);
        if (!string.IsNullOrEmpty(envelope.TraceState)) json.WriteString(Name(EnvelopeField.TraceState), envelope.TraceState);
        json.WritePropertyName(Name(EnvelopeField.Data));
        json.WriteRawValue(key, skipInputValidation: true);
        json.WriteEndObject();

        static JsonEncodedText Name(EnvelopeField field) => EnvelopeFields.Name(field);
    }
}
