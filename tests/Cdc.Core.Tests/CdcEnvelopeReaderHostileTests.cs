using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Cdc.Core.Tests;

/// <summary>Whoever may send to a queue may send anything: no text that could write a log's lines or fill memory passes the reader.</summary>
public class CdcEnvelopeReaderHostileTests
{
    private static readonly CdcEnvelopeReader<string> _reader = new(Envelopes.OrderId);

    private static readonly Gen<string> _anything = Gen.String[Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\0', '\ud7ff'], Gen.Char['\ue000', '\uffff']), 0, 300];

    public static TheoryData<string, int> Lengths => new() { { "id", 256 }, { "source", 1024 }, { "type", 512 } };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ReadBody_TextAsLongAsItMayBe_IsRead(string field, int longest) =>
        _reader.ReadBody(Envelopes.With(field, $"\"{new string('x', longest)}\"")).Should().ContainSingle();

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ReadBody_TextTooLong_IsRefused(string field, int longest)
    {
        Fails(Envelopes.With(field, $"\"{new string('x', longest + 1)}\""), field);
        Fails(Envelopes.With(field, $"\"{string.Concat(Enumerable.Repeat("\\u0041", longest + 1))}\""), field);
        Fails(Envelopes.With(field, $"\"{new string('x', 900_000)}\""), field);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ReadBody_TextAsLongAsItMayBeEscaped_IsRead(string field, int longest) =>
        _reader.ReadBody(Envelopes.With(field, $"\"{string.Concat(Enumerable.Repeat("\\u0041", longest))}\"")).Should().ContainSingle();

    [Theory]
    [InlineData("\\n")]
    [InlineData("\\r\\n2026-11-29 ERROR forged")]
    [InlineData("\\u0000")]
    [InlineData("\\u001b[2J")]
    [InlineData("\\t")]
    [InlineData("\\u007f")]
    [InlineData("\\u0085")]
    [InlineData("\\u009b")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\u202e")]
    [InlineData("\u2066")]
    [InlineData("\u200f")]
    [InlineData("\u061c")]
    [InlineData("\ufdd0")]
    [InlineData("\uffff")]
    [InlineData("\U0001fffe")]
    public void ReadBody_CharacterThatWritesLogs_IsRefused(string json)
    {
        foreach (var field in new[] { "id", "source", "type" })
        {
            Fails(Envelopes.With(field, $"\"a{json}b\""), field).ToString().Should().NotContainAny("\u001b", "forged", "\u202e");
        }
    }

    [Theory]
    [InlineData("\"a\\r\\nb\"")]
    [InlineData("\"é\"")]
    [InlineData("\"\\u001b[2J\"")]
    public void ReadBody_TraceThatIsNone_IsPassedOver(string json)
    {
        _reader.ReadBody(Envelopes.With("traceparent", json)).Should().Equal(Envelopes.Insert);
        _reader.ReadBody(Envelopes.With("traceparent", "\"" + new string('0', 129) + "\"")).Should().Equal(Envelopes.Insert);
        _reader.ReadBody(Envelopes.With("tracestate", "\"vendor=1\"")).Should().Equal(Envelopes.Insert);
    }

    [Fact]
    public void ReadBody_AnyTexts_HandsOnNoneThatWritesLogs() =>
        Gen.Select(Gen.OneOf("id", "source", "type", "traceparent"), _anything).Sample((field, text) =>
        {
            try
            {
                var change = _reader.ReadBody(Envelopes.With(field, JsonSerializer.Serialize(text)))[0];
                return new[] { change.Id, change.Source, change.Type, change.TraceParent ?? "" }.All(IsOfOneLine);
            }
            catch (CdcEnvelopeFormatException error)
            {
                return IsOfOneLine(error.Message);
            }
        });

    private static bool IsOfOneLine(string text) =>
        text.Length <= 1024 && text.EnumerateRunes().All(character => Rune.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    [Theory]
    [InlineData(1, 2048, true)]
    [InlineData(1, 2049, false)]
    [InlineData(2, 1024, true)]
    [InlineData(2, 1025, false)]
    [InlineData(1, 1_000_000, false)]
    public void ReadBody_KeyOfSoManyBytes_IsReadAsFarAsDynamoDbHasIt(int attributes, int bytes, bool isRead)
    {
        // Two bytes each, and no base64.
        var value = new string('é', bytes / 2) + (bytes % 2 == 1 ? "-" : "");
        var reader = new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson());
        var data = attributes == 1 ? $$"""{"orderId":"{{value}}"}""" : $$"""{"orderId":"{{value}}","line":"{{value}}"}""";

        var reading = reader.Invoking(one => one.ReadBody(Envelopes.WithData(data)));
        if (isRead) reading.Should().NotThrow();
        else reading.Should().ThrowExactly<CdcEnvelopeFormatException>().Which.Field.Should().Be(attributes == 1 ? "data.orderId" : "data.line");
    }

    [Fact]
    public void ReadBody_PartitionKeyAndSortKeyAtTheirLimits_AreReadInEitherOrder()
    {
        var reader = new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson());
        var (longer, shorter) = (new string('-', 2048), new string('-', 1024));

        reader.ReadBody(Envelopes.WithData($$"""{"a":"{{longer}}","b":"{{shorter}}"}""")).Should().ContainSingle();
        reader.ReadBody(Envelopes.WithData($$"""{"a":"{{shorter}}","b":"{{longer}}"}""")).Should().ContainSingle();
    }

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void ReadBody_BinaryKey_CountsItsBytesAndNotItsBase64(int bytes, bool isRead)
    {
        var reading = _reader.Invoking(one => one.ReadBody(Envelopes.WithData($$"""{"orderId":"{{Convert.ToBase64String(new byte[bytes])}}"}""")));

        if (isRead) reading.Should().NotThrow();
        else reading.Should().ThrowExactly<CdcEnvelopeFormatException>();
    }

    [Fact]
    public void ReadBody_Base64WithWhiteSpace_IsText() =>
        Fails(Envelopes.WithData($$"""{"orderId":"{{new string(' ', 900_000)}}AAAA"}"""), "data.orderId");

    [Fact]
    public void ReadBody_NumberOfAMillionDigits_IsRefused() => Fails(Envelopes.WithData($$"""{"orderId":{{new string('9', 1_000_000)}}}"""), "data.orderId");

    // Whatever DynamoDB may have written: 38 digits between 10^-130 and 10^126.
    [Theory]
    [InlineData("-0.", 129, 38, 0)]
    [InlineData("-", 0, 38, 88)]
    public void ReadBody_NumberAsLongAsDynamoDbsAre_IsRead(string start, int zeros, int digits, int zerosBehind)
    {
        var number = start + new string('0', zeros) + new string('9', digits) + new string('0', zerosBehind);

        _reader.ReadBody(Envelopes.WithData($$"""{"orderId":{{number}}}""")).Single().Key.Should().Be(number);
    }

    [Fact]
    public void ReadBody_NameOfAnAttributeTooLong_IsRefusedAndNotKept()
    {
        var reader = new CdcEnvelopeReader<string>(CdcKeyFormat.ForString());

        reader.Invoking(one => one.ReadBody(Envelopes.WithData($$"""{"{{new string('n', 256)}}":"o-1"}"""))).Should().ThrowExactly<CdcEnvelopeFormatException>();
        reader.ReadBody(Envelopes.WithData($$"""{"{{new string('n', 255)}}":"o-1"}""")).Should().ContainSingle();
    }

    [Theory]
    [InlineData("9999999999999999999999999999999999999999", false)]
    [InlineData("111000000000000000002", false)]
    [InlineData("111000000000000000001", true)]
    [InlineData("0", true)]
    public void ReadBody_SequenceBeyondWhatTheStreamCanHaveReached_IsRefused(string sequence, bool isRead)
    {
        var reader = new CdcEnvelopeReader<string>(Envelopes.OrderId) { MaxSequence = SequenceNumber.Parse("111000000000000000001") };
        var text = Envelopes.With("sequence", $"\"{sequence}\"");

        var reading = reader.Invoking(one => one.ReadBody(text));
        if (isRead)
        {
            reading.Should().NotThrow();
            return;
        }

        var error = reading.Should().ThrowExactly<CdcEnvelopeFormatException>().Which;
        (error.Field, error.Position).Should().Be(("sequence", Envelopes.PositionOf(text, "sequence")));
        error.Message.Should().NotContain(sequence);
    }

    [Fact]
    public void ReadBody_Snapshot_HasNoSequenceToBeRefused() =>
        new CdcEnvelopeReader<string>(Envelopes.OrderId) { MaxSequence = default(SequenceNumber) }.ReadBody(Envelopes.Golden("snapshot")).Should().ContainSingle();

    [Fact]
    public void ReadBody_MoreChangesThanAPublisherWrites_IsRefused()
    {
        _reader.ReadBody(Many(1000)).Should().HaveCount(1000);
        Fails(Many(1001), null).Message.Should().Be("Not a change envelope: the array has more than 1000 changes.");
        new CdcEnvelopeReader<string>(Envelopes.OrderId) { MaxChangesPerMessage = 1 }.Invoking(reader => reader.ReadBody(Many(2))).Should().ThrowExactly<CdcEnvelopeFormatException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void MaxChangesPerMessage_OutOfRange_ThrowsArgumentOutOfRangeException(int value) =>
        FluentActions.Invoking(() => new CdcEnvelopeReader<string>(Envelopes.OrderId) { MaxChangesPerMessage = value }).Should().ThrowExactly<ArgumentOutOfRangeException>();

    private static string Many(int count) => $"[{string.Join(',', Enumerable.Repeat(Envelopes.InsertJson, count))}]";

    private static CdcEnvelopeFormatException Fails(string body, string? field)
    {
        var error = _reader.Invoking(reader => reader.ReadBody(body)).Should().ThrowExactly<CdcEnvelopeFormatException>().Which;
        error.Field.Should().Be(field, error.Message);
        return error;
    }
}
