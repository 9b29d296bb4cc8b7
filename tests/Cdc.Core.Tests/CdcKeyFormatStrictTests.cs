using System.Text.Json.Serialization.Metadata;

namespace Cdc.Core.Tests;

/// <summary>Two keys never look like one: what a key type cannot hold unchanged is an error, whichever way the type is described.</summary>
public class CdcKeyFormatStrictTests
{
    [Theory]
    [InlineData("""{"n":1.5}""", 5)]
    [InlineData("""{"n":9223372036854775808}""", 5)]
    [InlineData("""{"n":1e19}""", 5)]
    [InlineData("""{"n":1e999999999999}""", 5)]
    [InlineData("""{"n":"7"}""", 5)]
    public void ForInt64_NoWholeNumberOf64Bits_Fails(string data, int offset) => Fails(CdcKeyFormat.ForInt64("n"), data, "data.n", offset);

    [Theory]
    [InlineData("7.0", 7)]
    [InlineData("1e3", 1000)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("-0", 0)]
    public void ForInt64_WholeNumberInOtherForm_IsRead(string number, long key) =>
        new CdcEnvelopeReader<long>(CdcKeyFormat.ForInt64()).ReadBody(Envelopes.WithData($$"""{"n":{{number}}}"""))[0].Key.Should().Be(key);

    [Theory]
    [InlineData("""{"n":12345678901234567890123456789012345678}""")]
    [InlineData("""{"n":1.00000000000000000000000000001}""")]
    [InlineData("""{"n":1e-29}""")]
    [InlineData("""{"n":1e-99999999999}""")]
    [InlineData("""{"n":1e125}""")]
    [InlineData("""{"n":"7"}""")]
    public void ForDecimal_WouldRound_Fails(string data) => Fails(CdcKeyFormat.ForDecimal("n"), data, "data.n", 5);

    [Theory]
    [InlineData("C81E728D-9D4C-2F63-6F06-7F89CC14862C")]
    [InlineData("c81e728d9d4c2f636f067f89cc14862c")]
    [InlineData("{c81e728d-9d4c-2f63-6f06-7f89cc14862c}")]
    [InlineData(" c81e728d-9d4c-2f63-6f06-7f89cc14862c")]
    [InlineData("o-1")]
    public void ForGuid_OtherForm_Fails(string text) => Fails(CdcKeyFormat.ForGuid("g"), $$"""{"g":"{{text}}"}""", "data.g", 5);

    [Theory]
    [InlineData("""{}""", "data", 0)]
    [InlineData("""{"customerId":"c-1"}""", "data.line", null)]
    [InlineData("""{"line":42}""", "data.customerId", null)]
    [InlineData("""{"customerId":"c-1","row":42}""", "data.row", 26)]
    [InlineData("""{"customerId":"c-1","line":42,"row":1}""", "data.row", 36)]
    [InlineData("""{"customerId":"c-1","line":42,"line":42}""", "data.line", 37)]
    [InlineData("""{"customerId":"c-1","line":"42"}""", "data.line", 27)]
    [InlineData("""{"customerId":"c-1","line":42.5}""", "data.line", 27)]
    [InlineData("""{"customerId":"c-1","line":9223372036854775808}""", "data.line", 27)]
    [InlineData("""{"customerId":7,"line":42}""", "data.customerId", 14)]
    [InlineData("""{"customerId":null,"line":42}""", "data.customerId", 14)]
    [InlineData("""{"customerId":"","line":42}""", "data.customerId", 14)]
    [InlineData("""{"customerId":{},"line":42}""", "data.customerId", 14)]
    [InlineData("""{"customerId":"c-1","CustomerId":"c-2"}""", "data.CustomerId", 33)]
    public void ForRecord_NotItsAttributes_Fails(string data, string field, int? offset) => BothFail(KeyContext.Default.LineKey, data, field, offset);

    [Fact]
    public void ForRecord_CaseSensitiveContext_TellsNamesApart() =>
        Fails(CdcKeyFormat.ForRecord(CaseSensitiveContext.Default.OrderKey), """{"orderId":"o-1"}""", "data.orderId", 11);

    [Theory]
    [InlineData("1234567890.12345678")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("9007199254740993")]
    [InlineData("1e-400")]
    public void ForRecord_DoubleWouldRound_Fails(string number) => BothFail(KeyContext.Default.MeasureKey, $$"""{"value":{{number}}}""", "data.value", 9);

    [Fact]
    public void ForRecord_DoubleWouldBeInfinite_Fails() => BothFail(KeyContext.Default.MeasureKey, """{"value":1e400}""", "data", 0);

    [Theory]
    [InlineData("0.123456789")]
    [InlineData("16777217")]
    public void ForRecord_FloatWouldRound_Fails(string number) => BothFail(KeyContext.Default.FloatKey, $$"""{"value":{{number}}}""", "data.value", 9);

    [Fact]
    public void ForRecord_DecimalWouldRound_Fails() =>
        BothFail(KeyContext.Default.MoneyKey, """{"amount":1,"limit":0.12345678901234567890123456789}""", "data.limit", 20);

    // The context of these keys reads numbers from strings, and "007" and "7" are keys of two items.
    [Theory]
    [InlineData("\"7\"")]
    [InlineData("\"007\"")]
    public void ForRecord_NumberAsString_Fails(string text) => BothFail(KeyContext.Default.MeasureKey, $$"""{"value":{{text}}}""", "data.value", 9);

    [Fact]
    public void ForRecord_GuidInUpperCase_Fails() =>
        BothFail(KeyContext.Default.TokenKey, """{"token":"C81E728D-9D4C-2F63-6F06-7F89CC14862C"}""", "data.token", 9);

    [Fact]
    public void ForRecord_TimeThatWouldChangeItsForm_Fails() =>
        BothFail(KeyContext.Default.InstantKey, """{"device":"d-1","at":"2026-11-22T10:00:00.000Z"}""", "data.at", 21);

    [Theory]
    [InlineData("QR==")]
    [InlineData("Q Q==")]
    [InlineData("QQ")]
    public void ForRecord_Base64InOtherForm_Fails(string text) => BothFail(KeyContext.Default.DigestKey, $$"""{"digest":"{{text}}"}""", "data.digest", 10);

    [Fact]
    public void ForRecord_ConverterFoldsCase_Fails() => BothFail(KeyContext.Default.ShoutingKey, """{"name":"Anna"}""", "data.name", 8);

    [Fact]
    public void ForRecord_ConstructorRefuses_NamesTheExceptionAndNotTheValue()
    {
        var error = BothFail(KeyContext.Default.PickyKey, """{"orderId":"secret"}""", "data", 0);

        error.Message.Should().EndWith("was refused by PickyKey with FormatException.");
        error.ToString().Should().NotContain("secret");
        error.InnerException.Should().BeNull();
    }

    [Fact]
    public void ForRecord_ConverterRefuses_NamesTheExceptionAndNotTheValue() =>
        BothFail(KeyContext.Default.SerialKey, """{"serial":"secret"}""", "data", 0).ToString().Should().NotContain("secret");

    [Fact]
    public void ForRecord_SerializerRefuses_DoesNotRepeatTheValue() =>
        BothFail(KeyContext.Default.LineKey, """{"customerId":"c-1","line":"secret"}""", "data.line", 27).ToString().Should().NotContain("secret");

    [Fact]
    public void ForRecord_HalfASurrogatePair_CannotBeWritten() =>
        new CdcEnvelopeWriter<OrderKey>(CdcKeyFormat.ForRecord(KeyContext.Default.OrderKey))
            .Invoking(writer => writer.Write(Envelopes.Of(new OrderKey("\ud800")))).Should().ThrowExactly<ArgumentException>();

    [Fact]
    public void ForRecord_TypesThatAreNoKey_ThrowArgumentException()
    {
        IsNoKey(KeyContext.Default.KeyWithComputed);
        IsNoKey(KeyContext.Default.KeyOfThree);
        IsNoKey(KeyContext.Default.KeyWithRest);
        IsNoKey(KeyContext.Default.Int32);
        IsNoKey(KeyContext.Default.StringArray);
        IsNoKey(KeyContext.Default.String);

        static void IsNoKey<TKey>(JsonTypeInfo<TKey> typeInfo)
        {
            FluentActions.Invoking(() => CdcKeyFormat.ForRecord(typeInfo)).Should().ThrowExactly<ArgumentException>();
            if (typeof(TKey) != typeof(string))
                FluentActions.Invoking(() => CdcKeyFormat.ForReflection<TKey>()).Should().ThrowExactly<ArgumentException>();
        }
    }

    [Fact]
    public void ForRecord_Null_ThrowsArgumentNullException() =>
        FluentActions.Invoking(() => CdcKeyFormat.ForRecord<OrderKey>(null!)).Should().ThrowExactly<ArgumentNullException>();

    [Fact]
    public void ForString_EmptyName_ThrowsArgumentException()
    {
        FluentActions.Invoking(() => CdcKeyFormat.ForString("")).Should().ThrowExactly<ArgumentException>();
        FluentActions.Invoking(() => CdcKeyFormat.ForReflection<Guid>("")).Should().ThrowExactly<ArgumentException>();
    }

    private static CdcEnvelopeFormatException BothFail<TKey>(JsonTypeInfo<TKey> typeInfo, string data, string field, int? offset)
    {
        Fails(CdcKeyFormat.ForReflection<TKey>(), data, field, offset);
        return Fails(CdcKeyFormat.ForRecord(typeInfo), data, field, offset);
    }

    private static CdcEnvelopeFormatException Fails<TKey>(CdcKeyFormat<TKey> format, string data, string field, int? offset)
    {
        var text = Envelopes.WithData(data);
        var error = new CdcEnvelopeReader<TKey>(format).Invoking(reader => reader.ReadBody(text)).Should().ThrowExactly<CdcEnvelopeFormatException>().Which;
        (error.Field, error.Position).Should().Be((field, offset + Envelopes.PositionOf(text, "data")), error.Message);
        return error;
    }
}
