using System.Text;
using System.Text.Json.Serialization;
using Cdc.Core;
using Cdc.Fuzzing.Inputs;

namespace Cdc.Fuzzing.Targets;

/// <summary><see cref="CdcEnvelopeReader{TKey}"/> with keys of every type. What was read must be the same when it is written and read again.</summary>
internal sealed class ReaderTarget : IFuzzTarget
{
    public string Name => "reader";

    public byte[] CreateInput(Dice dice) => Mutated.ToInput(MessageInputs.Create(dice));

    public Task<Verdict> RunAsync(byte[] input, Dice dice)
    {
        var body = Mutated.ToText(input);
        var read = 0;
        var lost = Try(CdcKeyFormat.ForString(), body, canWrite: false)
            ?? Try(CdcKeyFormat.ForGuid("orderId"), body)
            ?? Try(CdcKeyFormat.ForInt64("id"), body)
            ?? Try(CdcKeyFormat.ForDecimal("id"), body)
            ?? Try(CdcKeyFormat.ForJson(), body)
            ?? Try(CdcKeyFormat.ForRecord(ReaderKeys.Default.LineKey), body);
        return Task.FromResult(new Verdict(read > 0 ? Outcome.Done : Outcome.Refused, lost));

        string? Try<TKey>(CdcKeyFormat<TKey> format, string text, bool canWrite = true)
        {
            try
            {
                var envelopes = new CdcEnvelopeReader<TKey>(format).ReadBody(text);
                read++;
                return envelopes.Select(envelope => Check(format, envelope, canWrite)).FirstOrDefault(problem => problem is not null);
            }
            catch (CdcEnvelopeFormatException)
            {
                return null;
            }
        }
    }

    private static string? Check<TKey>(CdcKeyFormat<TKey> format, CdcEnvelope<TKey> envelope, bool canWrite)
    {
        if (envelope is not { Id.Length: > 0, Source.Length: > 0, Type.Length: > 0, Key: not null }) return "an envelope lacks what every envelope has";
        if (new[] { envelope.Id, envelope.Source, envelope.Type, envelope.TraceParent, envelope.TraceState }.Any(text => text is not null && !IsForALog(text)))
            return "an envelope has a text that would write a log's lines";
        if (format.ToCanonicalJson(envelope.Key).Length == 0) return "a key has no canonical form";
        if (!canWrite) return null;
        var again = new CdcEnvelopeReader<TKey>(format).Read(Encoding.UTF8.GetBytes(new CdcEnvelopeWriter<TKey>(format).Write(envelope)));
        return format.ToCanonicalJson(again.Key) == format.ToCanonicalJson(envelope.Key) && again with { Key = envelope.Key } == envelope with { Time = InMilliseconds(envelope.Time) }
            ? null
            : $"an envelope with a key of {typeof(TKey).Name} is another when it is written and read again";
    }

    private static bool IsForALog(string text) => text.Length <= 1024 && !text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\u202e');

    // The writer cuts off what is less.
    private static DateTimeOffset? InMilliseconds(DateTimeOffset? time) => time?.AddTicks(-(time.Value.Ticks % TimeSpan.TicksPerMillisecond));
}

internal sealed record LineKey([property: JsonPropertyName("customerId")] string CustomerId, [property: JsonPropertyName("line")] int Line);

[JsonSerializable(typeof(LineKey))]
internal sealed partial class ReaderKeys : JsonSerializerContext;
