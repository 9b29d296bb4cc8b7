using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cdc.Core.Wire;
using CsCheck;

namespace Cdc.Core.Tests;

public partial class CdcEnvelopeWriterTests
{
    private static readonly CdcEnvelopeWriter<string> _writer = new(Envelopes.OrderId);

    private static readonly CdcEnvelopeReader<string> _reader = new(Envelopes.OrderId);

    private static readonly Gen<string> _text = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\0', '\ud7ff'], Gen.Char['\ue000', '\uffff']), 1, 20];

    // Of id, source and type. Characters of the whole range, but for those that nobody sees.
    private static readonly Gen<string> _name = _text.Where(text => ContextAttributeText.ProblemOf(text, ContextAttributeText.LongestId) is null);

    private static readonly Gen<string> _trace = Gen.String[Gen.Char[' ', '~'], 0, 60];

    private static readonly Gen<CdcEnvelope<string>> _envelopes =
        Gen.Select(_name, _name, _name, _text, Gen.Int[0, 3], Gen.Long[0, 253402300799999], Gen.Bool, _trace)
            .Select((id, source, type, key, operation, milliseconds, flag, trace) => new CdcEnvelope<string>
            {
                Id = id,
                Source = source,
                Type = type,
                Time = flag ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null,
                Operation = (ChangeOperation)operation,
                Sequence = operation == (int)ChangeOperation.Snapshot ? null : SequenceNumber.Parse($"{milliseconds}"),
                Expired = flag && operation == (int)ChangeOperation.Remove,
                TraceParent = trace.Length > 0 ? trace : null,
                TraceState = flag && trace.Length > 0 ? trace : null,
                Key = key,
            });

    [Fact]
    public void Write_AnyEnvelope_IsReadAsItWas() =>
        _envelopes.Sample(envelope =>
        {
            var json = _writer.Write(envelope);
            return _reader.Read(Encoding.UTF8.GetBytes(json)) == envelope
                && _reader.ReadBody(json)[0] == envelope
                && _reader.ReadBody(Envelopes.Wrapped(json))[0] == envelope
                && _reader.ReadBody($"[{json}]")[0] == envelope;
        });

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    [Fact]
    public void Write_AnyEnvelope_HasOnlyCharactersThatSqsTakes() =>
        _envelopes.Sample(envelope => _writer.Write(envelope).All(letter => letter is >= ' ' and not (>= '\ud800' and <= '\udfff') and < '\ufffe'));

    // https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
    [Fact]
    public void Write_AnyEnvelope_IsACloudEvent() =>
        _envelopes.Sample(envelope =>
        {
            using var json = JsonDocument.Parse(_writer.Write(envelope), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var fields = json.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value);
            return fields.Keys.All(name => AttributeName().IsMatch(name))
                && fields["specversion"].GetString() == "1.0"
                && fields["id"].GetString() == envelope.Id
                && fields["source"].GetString() == envelope.Source
                && fields["type"].GetString() == envelope.Type
                && fields["datacontenttype"].GetString() == "application/json"
                && fields["data"].ValueKind == JsonValueKind.Object
                && fields.ContainsKey("time") == envelope.Time is not null
                && fields.ContainsKey("expired") == envelope.Expired
                && (fields.TryGetValue("sequence", out var sequence) ? sequence.GetString() : null) == envelope.Sequence?.ToString()
                && fields.Where(field => field.Key is not ("data" or "expired")).All(field => field.Value.ValueKind == JsonValueKind.String);
        });

    [Fact]
    public void Write_ToBuffer_IsTheTextInUtf8()
    {
        var output = new ArrayBufferWriter<byte>();

        _writer.Write(output, Envelopes.Insert with { Key = "Größe" });

        Encoding.UTF8.GetString(output.WrittenSpan).Should().Be(_writer.Write(Envelopes.Insert with { Key = "Größe" }));
    }

    [Fact]
    public void Write_TimeInAnotherOffset_IsUtcInMilliseconds() =>
        _writer.Write(Envelopes.Insert with { Time = new DateTimeOffset(2026, 11, 22, 11, 0, 0, 999, TimeSpan.FromHours(1)).AddTicks(9999) })
            .Should().Contain("\"time\":\"2026-11-22T10:00:00.999Z\"");

    [Fact]
    public void Write_EmptyTraceContext_LeavesItOut() =>
        _writer.Write(Envelopes.Insert with { TraceParent = "", TraceState = "" }).Should().Be(Envelopes.InsertJson);

    [Fact]
    public void Write_ReplacementCharacter_IsKept() =>
        _reader.ReadBody(_writer.Write(Envelopes.Insert with { Key = "\ufffd \\uFFFD" }))[0].Key.Should().Be("\ufffd \\uFFFD");

    public static TheoryData<string, CdcEnvelope<string>> Unwritable => new()
    {
        { "envelope.Id", Envelopes.Insert with { Id = "" } },
        { "envelope.Source", Envelopes.Insert with { Source = "" } },
        { "envelope.Type", Envelopes.Insert with { Type = "" } },
        { "envelope.Sequence", Envelopes.Insert with { Sequence = null } },
        { "envelope.Expired", Envelopes.Insert with { Expired = true } },
        { "envelope.Key", Envelopes.Insert with { Key = "" } },
        { "envelope.Key", Envelopes.Insert with { Key = null! } },
        { "envelope", Envelopes.Insert with { Id = "\ud800" } },
        { "envelope", Envelopes.Insert with { Source = "\udc00\ud800" } },
        { "envelope", Envelopes.Insert with { Type = "\ud800x" } },
        { "envelope.Id", Envelopes.Insert with { Id = new string('x', 257) } },
        { "envelope.Id", Envelopes.Insert with { Id = "a\nb" } },
        { "envelope.Source", Envelopes.Insert with { Source = new string('x', 1025) } },
        { "envelope.Source", Envelopes.Insert with { Source = "\u001b[2J" } },
        { "envelope.Type", Envelopes.Insert with { Type = new string('x', 513) } },
        { "envelope.Type", Envelopes.Insert with { Type = "orders\u202e" } },
        { "envelope.TraceParent", Envelopes.Insert with { TraceParent = "x\ud800" } },
        { "envelope.TraceParent", Envelopes.Insert with { TraceParent = "x\r\nx" } },
        { "envelope.TraceState", Envelopes.Insert with { TraceParent = "00-x", TraceState = "é" } },
        { "envelope.TraceState", Envelopes.Insert with { TraceParent = "00-x", TraceState = new string('x', 513) } },
        { "envelope.TraceState", Envelopes.Insert with { TraceState = "vendor=1" } },
        { "envelope.Key", Envelopes.Insert with { Key = new string('-', 2049) } },
        { "envelope", Envelopes.Insert with { Key = "x\udc00" } },
    };

    [Theory]
    [MemberData(nameof(Unwritable))]
    public void Write_WhatCannotBeRead_ThrowsArgumentExceptionAndWritesNothing(string parameter, CdcEnvelope<string> envelope)
    {
        var output = new ArrayBufferWriter<byte>();

        _writer.Invoking(writer => writer.Write(output, envelope)).Should().ThrowExactly<ArgumentException>().WithParameterName(parameter);
        output.WrittenCount.Should().Be(0);
    }

    [Fact]
    public void Write_NoOperation_ThrowsArgumentOutOfRangeException() =>
        _writer.Invoking(writer => writer.Write(Envelopes.Insert with { Operation = (ChangeOperation)4 }))
            .Should().ThrowExactly<ArgumentOutOfRangeException>();

    [Fact]
    public void Write_Null_ThrowsArgumentNullException()
    {
        _writer.Invoking(writer => writer.Write(null!)).Should().ThrowExactly<ArgumentNullException>();
        _writer.Invoking(writer => writer.Write(null!, Envelopes.Insert)).Should().ThrowExactly<ArgumentNullException>();
        _writer.Invoking(writer => writer.Write(Envelopes.Insert with { Id = null! })).Should().ThrowExactly<ArgumentNullException>();
        FluentActions.Invoking(() => new CdcEnvelopeWriter<string>(null!)).Should().ThrowExactly<ArgumentNullException>();
    }

    [Fact]
    public void Write_FormatWithoutAttributeName_ThrowsInvalidOperationException() =>
        new CdcEnvelopeWriter<string>(CdcKeyFormat.ForString()).Invoking(writer => writer.Write(Envelopes.Insert))
            .Should().ThrowExactly<InvalidOperationException>();

    [GeneratedRegex(@"\A[a-z0-9]{1,20}\z")]
    private static partial Regex AttributeName();
}
