using System.Numerics;
using System.Text;
using CsCheck;

namespace Cdc.Core.Tests;

public class CdcKeyFormatTests
{
    private static readonly Gen<string> _text =
        Gen.String[Gen.OneOf(Gen.Char['\0', '\ud7ff'], Gen.Char['\ue000', '\uffff'], Gen.Char[' ', '~']), 1, 20].Select(Gen.OneOf("", "😀", "\"\\", "\ufffe\uffff"), (text, end) => text + end);

    private static readonly Gen<decimal> _decimals = Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Bool, Gen.Byte[0, 28], (low, middle, high, isNegative, scale) => new decimal(low, middle, high, isNegative, scale));

    [Fact]
    public void ForString_AnyText_RoundTrips() => RoundTrips(_text, CdcKeyFormat.ForString("pk"), CdcKeyFormat.ForReflection<string>("pk"));

    [Fact]
    public void ForGuid_AnyGuid_RoundTrips() => RoundTrips(Gen.Guid, CdcKeyFormat.ForGuid("pk"), CdcKeyFormat.ForReflection<Guid>("pk"));

    [Fact]
    public void ForInt64_AnyNumber_RoundTrips() => RoundTrips(Gen.Long, CdcKeyFormat.ForInt64("pk"), CdcKeyFormat.ForReflection<long>("pk"));

    [Fact]
    public void ForDecimal_AnyNumber_RoundTrips() => RoundTrips(_decimals, CdcKeyFormat.ForDecimal("pk"), CdcKeyFormat.ForReflection<decimal>("pk"));

    [Fact]
    public void ForRecord_OneString_RoundTrips() =>
        RoundTrips(_text.Select(text => new OrderKey(text)), CdcKeyFormat.ForRecord(KeyContext.Default.OrderKey), CdcKeyFormat.ForReflection<OrderKey>());

    [Fact]
    public void ForRecord_StringAndLong_RoundTrips() =>
        RoundTrips(
            Gen.Select(_text, Gen.Long, (text, number) => new LineKey(text, number)),
            CdcKeyFormat.ForRecord(KeyContext.Default.LineKey),
            CdcKeyFormat.ForReflection<LineKey>());

    [Fact]
    public void ForRecord_StructOfTwoDecimals_RoundTrips() =>
        RoundTrips(
            Gen.Select(_decimals, _decimals, (left, right) => new MoneyKey(left, right)),
            CdcKeyFormat.ForRecord(KeyContext.Default.MoneyKey),
            CdcKeyFormat.ForReflection<MoneyKey>());

    [Fact]
    public void ForRecord_Double_RoundTrips() =>
        RoundTrips(
            Gen.Double.Where(double.IsFinite).Select(number => new MeasureKey(number)),
            CdcKeyFormat.ForRecord(KeyContext.Default.MeasureKey),
            CdcKeyFormat.ForReflection<MeasureKey>());

    [Fact]
    public void ForRecord_Float_RoundTrips() =>
        RoundTrips(
            Gen.Float.Where(float.IsFinite).Select(number => new FloatKey(number)),
            CdcKeyFormat.ForRecord(KeyContext.Default.FloatKey),
            CdcKeyFormat.ForReflection<FloatKey>());

    [Fact]
    public void ForRecord_Guid_RoundTrips() =>
        RoundTrips(
            Gen.Guid.Select(guid => new TokenKey(guid)), CdcKeyFormat.ForRecord(KeyContext.Default.TokenKey), CdcKeyFormat.ForReflection<TokenKey>());

    [Fact]
    public void ForRecord_BigIntegerOf38Digits_RoundTrips() =>
        RoundTrips(
            Gen.String[Gen.Char['0', '9'], 1, 38].Select(digits => new SerialKey(BigInteger.Parse(digits, null))),
            CdcKeyFormat.ForRecord(KeyContext.Default.SerialKey),
            CdcKeyFormat.ForReflection<SerialKey>());

    [Fact]
    public void ForRecord_Bytes_RoundTrips() =>
        RoundTrips(
            Gen.Byte.Array[1, 40].Select(bytes => new DigestKey { Digest = bytes }),
            CdcKeyFormat.ForRecord(KeyContext.Default.DigestKey),
            CdcKeyFormat.ForReflection<DigestKey>(),
            (left, right) => left.Digest.AsSpan().SequenceEqual(right.Digest));

    [Fact]
    public void ForRecord_Dictionary_RoundTrips() =>
        RoundTrips(
            _text.Select(text => new Dictionary<string, string> { ["pk"] = text, ["sk"] = text }),
            CdcKeyFormat.ForRecord(KeyContext.Default.DictionaryStringString),
            CdcKeyFormat.ForReflection<Dictionary<string, string>>(),
            (left, right) => left.SequenceEqual(right));

    [Fact]
    public void ForJson_AnyKey_IsHandedOn() =>
        Gen.Select(_text, Gen.Long).Sample((text, number) =>
        {
            var json = new CdcEnvelopeWriter<LineKey>(CdcKeyFormat.ForRecord(KeyContext.Default.LineKey)).Write(Envelopes.Of(new LineKey(text, number)));
            var format = CdcKeyFormat.ForReflection<ReadOnlyMemory<byte>>();
            var envelope = new CdcEnvelopeReader<ReadOnlyMemory<byte>>(format).ReadBody(json)[0];
            return json.EndsWith($"\"data\":{Encoding.UTF8.GetString(envelope.Key.Span)}}}", StringComparison.Ordinal)
                && new CdcEnvelopeWriter<ReadOnlyMemory<byte>>(format).Write(envelope) == json;
        });

    [Fact]
    public void ForJson_KeyWrittenOtherwise_WritesTheWireForm() =>
        new CdcEnvelopeWriter<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson())
            .Write(Envelopes.Of<ReadOnlyMemory<byte>>("{ \"order\\u0049d\" : \"\\uFFFD\" ,\n \"n\" : 1E5 } "u8.ToArray()))
            .Should().Be(Envelopes.WithData("{\"orderId\":\"\ufffd\",\"n\":1E5}"));

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"a\":null}")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    public void ForJson_NoKey_CannotBeWritten(string key) =>
        new CdcEnvelopeWriter<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson())
            .Invoking(writer => writer.Write(Envelopes.Of<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(key))))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("envelope.Key");

    [Fact]
    public void ForString_WithoutName_ReadsAnyAttribute() =>
        new CdcEnvelopeReader<string>(CdcKeyFormat.ForString()).ReadBody(Envelopes.WithData("""{"anything":"o-1"}"""))[0].Key.Should().Be("o-1");

    [Theory]
    [InlineData("12345678901234567890123456789012345678")]
    [InlineData("-1.5E+10")]
    public void ForString_Number_GivesItsDigits(string digits) =>
        new CdcEnvelopeReader<string>(CdcKeyFormat.ForString()).ReadBody(Envelopes.WithData($$"""{"n":{{digits}}}"""))[0].Key.Should().Be(digits);

    [Fact]
    public void ForReflection_NameInOtherCase_IsReadAndWrittenInCamelCase()
    {
        var format = CdcKeyFormat.ForReflection<OrderKey>();
        var envelope = new CdcEnvelopeReader<OrderKey>(format).ReadBody(Envelopes.WithData("""{"ORDERID":"o-1"}"""))[0];

        envelope.Key.Should().Be(new OrderKey("o-1"));
        new CdcEnvelopeWriter<OrderKey>(format).Write(envelope).Should().Be(Envelopes.InsertJson);
    }

    [Fact]
    public void ForRecord_PropertyIgnored_IsNoKeyAttribute()
    {
        foreach (var format in new[] { CdcKeyFormat.ForRecord(KeyContext.Default.KeyWithNote), CdcKeyFormat.ForReflection<KeyWithNote>() })
            new CdcEnvelopeReader<KeyWithNote>(format).ReadBody(Envelopes.InsertJson)[0].Key.Should().Be(new KeyWithNote("o-1"));
    }

    private static void RoundTrips<TKey>(Gen<TKey> keys, CdcKeyFormat<TKey> generated, CdcKeyFormat<TKey> reflected, Func<TKey, TKey, bool>? equal = null) =>
        keys.Sample(key =>
        {
            equal ??= EqualityComparer<TKey>.Default.Equals;
            var json = new CdcEnvelopeWriter<TKey>(generated).Write(Envelopes.Of(key));
            return json == new CdcEnvelopeWriter<TKey>(reflected).Write(Envelopes.Of(key))
                && equal(new CdcEnvelopeReader<TKey>(generated).ReadBody(json)[0].Key, key)
                && equal(new CdcEnvelopeReader<TKey>(reflected).ReadBody(Envelopes.Wrapped(json))[0].Key, key);
        });
}
