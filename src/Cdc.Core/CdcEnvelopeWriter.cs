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
public sealed class CdcEnvelopeWriter<TKey>(CdcKeyFormat<TKey> keyFormat)
{
    // A queue's message is no HTML page: letters stay letters, and quotation marks are the shortest.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CdcKeyFormat<TKey> _keyFormat = keyFormat ?? throw new ArgumentNullException(nameof(keyFormat));

    /// <summary>Writes an envelope as a CloudEvents 1.0 event in structured JSON.</summary>
    /// <param name="output">Where the UTF-8 goes.</param>
    /// <param name="envelope">What to write.</param>
    /// <exception cref="ArgumentException">
    /// <see cref="CdcEnvelope{TKey}.Id"/>, <see cref="CdcEnvelope{TKey}.Source"/> or <see cref="CdcEnvelope{TKey}.Type"/> is empty, or
    /// <see cref="CdcEnvelope{TKey}.Sequence"/> is null although the operation is no snapshot.
    /// </exception>
    public void Write(IBufferWriter<byte> output, CdcEnvelope<TKey> envelope)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentException.ThrowIfNullOrEmpty(envelope.Id, "envelope.Id");
        ArgumentException.ThrowIfNullOrEmpty(envelope.Source, "envelope.Source");
        ArgumentException.ThrowIfNullOrEmpty(envelope.Type, "envelope.Type");
        if (envelope.Sequence is null && envelope.Operation != ChangeOperation.Snapshot)
            throw new ArgumentException("Every change but a snapshot has a sequence number.", "envelope.Sequence");

        using var json = new Utf8JsonWriter(output, _options);
        json.WriteStartObject();
        json.WriteString(EnvelopeFields.SpecVersion, EnvelopeFields.Version);
        json.WriteString(EnvelopeFields.Id, envelope.Id);
        json.WriteString(EnvelopeFields.Source, envelope.Source);
        json.WriteString(EnvelopeFields.Type, envelope.Type);
        if (envelope.Time is { } time)
            json.WriteString(EnvelopeFields.Time, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString(EnvelopeFields.DataContentType, EnvelopeFields.Json);
        json.WriteString(EnvelopeFields.Operation, EnvelopeFields.Word(envelope.Operation));
        if (envelope.Sequence is { } sequence) WriteSequence(json, sequence);
        if (envelope.Expired) json.WriteBoolean(EnvelopeFields.Expired, true);
        if (envelope.TraceParent is { } traceParent) json.WriteString(EnvelopeFields.TraceParent, traceParent);
        if (envelope.TraceState is { } traceState) json.WriteString(EnvelopeFields.TraceState, traceState);
        json.WritePropertyName(EnvelopeFields.Data);
        _keyFormat.Write(json, envelope.Key);
        json.WriteEndObject();
    }

    /// <summary>Writes an envelope as text.</summary>
    /// <returns>The event's JSON.</returns>
    /// <inheritdoc cref="Write(IBufferWriter{byte}, CdcEnvelope{TKey})"/>
    public string Write(CdcEnvelope<TKey> envelope)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, envelope);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteSequence(Utf8JsonWriter json, SequenceNumber sequence)
    {
        Span<byte> digits = stackalloc byte[SequenceNumber.MaxDigits];
        sequence.TryFormat(digits);
        json.WriteString(EnvelopeFields.Sequence, digits);
    }
}
