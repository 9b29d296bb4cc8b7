using System.Text;

namespace Cdc.Publisher.Tests;

public sealed class KeyAttributeValueTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "o-1", "\"o-1\"" },
        { "a\"b\\c", "\"a\\\"b\\\\c\"" },
        { "line\n\u0000", "\"line\\n\\u0000\"" },
        { "é日本😀<&'+/", "\"é日本\\uD83D\\uDE00<&'+/\"" },
        { "\uFFFF", "\"\\uFFFF\"" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void KeyOf_Text_IsQuotedInNameAndValue(string text, string json)
    {
        Key(CdcKeyPart.Text("id", text)).Should().Be($"{{\"id\":{json}}}");
        Key(CdcKeyPart.Text(text, "x")).Should().Be($"{{{json}:\"x\"}}");
        // What the event's own keys become.
        using var batch = Publishing.Batches.Read(StreamEvents.Of(StreamEvents.Record($"{{\"id\":{{\"S\":{System.Text.Json.JsonSerializer.Serialize(text)}}}}}", "1")));
        Encoding.UTF8.GetString(batch.RecordAt(0).Key.Span).Should().Be($"{{\"id\":{json}}}");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1.50")]
    [InlineData("1E+30")]
    [InlineData("99999999999999999999999999999999999999")]
    public void KeyOf_Number_StandsAsItIs(string digits) => Key(CdcKeyPart.Number("n", digits)).Should().Be($"{{\"n\":{digits}}}");

    [Fact]
    public void KeyOf_Binary_IsBase64() => Key(CdcKeyPart.Binary("b", [0xFB, 0xFF, 0])).Should().Be("""{"b":"+/8A"}""");

    [Fact]
    public void KeyOf_TwoAttributes_GoesByTheirNames()
    {
        CdcKeyPart[] attributes = [CdcKeyPart.Text("b", "1"), CdcKeyPart.Number("a", "2")];

        Key(attributes).Should().Be("""{"a":2,"b":"1"}""");
        Key([.. attributes.Reverse()]).Should().Be("""{"a":2,"b":"1"}""");
    }

    // A name that is another's start comes first, whatever stands behind it.
    [Theory]
    [InlineData("a", "a!")]
    [InlineData("a", "a a")]
    [InlineData("A", "a")]
    [InlineData("z", "é")]
    public void KeyOf_TwoNames_GoesByTheirBytes(string first, string second) =>
        Key(CdcKeyPart.Text(second, "2"), CdcKeyPart.Text(first, "1")).Should().Be($$"""{"{{first}}":"1","{{second}}":"2"}""");

    [Fact]
    public void KeyOf_NoneOrTooManyOrTwice_Throws()
    {
        var (a, b, c) = (CdcKeyPart.Text("a", "1"), CdcKeyPart.Text("b", "1"), CdcKeyPart.Text("c", "1"));

        Throws(() => StreamRecord.KeyOf(), "A key has at least one attribute.");
        Throws(() => StreamRecord.KeyOf(a, b, c), "The key has more than two key attributes.");
        Throws(() => StreamRecord.KeyOf(a, CdcKeyPart.Number("a", "1")), "The key has the same key attribute twice.");
        Throws(() => StreamRecord.KeyOf(a, default), "A key attribute was not made by Text, Number or Binary.");
    }

    [Fact]
    public void Text_NullEmptyOrNotUnicode_Throws()
    {
        FluentActions.Invoking(() => CdcKeyPart.Text(null!, "x")).Should().ThrowExactly<ArgumentNullException>();
        FluentActions.Invoking(() => CdcKeyPart.Text("id", null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("value");
        FluentActions.Invoking(() => CdcKeyPart.Text("", "x")).Should().ThrowExactly<ArgumentException>();
        FluentActions.Invoking(() => CdcKeyPart.Text("id", "")).Should().ThrowExactly<ArgumentException>().WithParameterName("value");
        FluentActions.Invoking(() => CdcKeyPart.Text("id", "\ud83d")).Should().ThrowExactly<ArgumentException>().WithMessage("The text is not valid Unicode.*");
        FluentActions.Invoking(() => CdcKeyPart.Text("\ude00", "x")).Should().ThrowExactly<ArgumentException>();
    }

    [Theory]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("NaN")]
    [InlineData("1,\"x\":2")]
    [InlineData("٢")]
    [InlineData("")]
    public void Number_NoNumber_Throws(string digits) =>
        FluentActions.Invoking(() => CdcKeyPart.Number("n", digits)).Should().ThrowExactly<ArgumentException>().WithParameterName(nameof(digits));

    [Fact]
    public void NumberAndBinary_NullOrEmpty_Throws()
    {
        FluentActions.Invoking(() => CdcKeyPart.Number("n", null!)).Should().ThrowExactly<ArgumentNullException>();
        FluentActions.Invoking(() => CdcKeyPart.Number("", "1")).Should().ThrowExactly<ArgumentException>();
        FluentActions.Invoking(() => CdcKeyPart.Binary("b", [])).Should().ThrowExactly<ArgumentException>().WithParameterName("value");
        FluentActions.Invoking(() => CdcKeyPart.Binary(null!, [1])).Should().ThrowExactly<ArgumentNullException>();
    }

    private static string Key(params CdcKeyPart[] attributes) => Encoding.UTF8.GetString(StreamRecord.KeyOf(attributes).Span);

    private static void Throws(Func<ReadOnlyMemory<byte>> make, string message) =>
        make.Should().ThrowExactly<ArgumentException>().WithParameterName("attributes").WithMessage(message + "*");
}
