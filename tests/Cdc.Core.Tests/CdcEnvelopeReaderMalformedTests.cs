using System.Text;
using System.Text.Json.Nodes;

namespace Cdc.Core.Tests;

/// <summary>Whatever is no envelope ends in <see cref="CdcEnvelopeFormatException"/>, which says where and never what.</summary>
public class CdcEnvelopeReaderMalformedTests
{
    private static readonly CdcEnvelopeReader<string> _reader = new(Envelopes.OrderId);

    public static TheoryData<string> RequiredFields => ["specversion", "id", "source", "type", "operation", "sequence"];

    [Theory]
    [MemberData(nameof(RequiredFields))]
    [InlineData("data")]
    public void ReadBody_FieldMissing_NamesIt(string field) =>
        ShouldBeMissing(Envelopes.With(field, null), field);

    [Theory]
    [MemberData(nameof(RequiredFields))]
    public void ReadBody_RequiredFieldNull_IsMissing(string field) => ShouldBeMissing(Envelopes.With(field, "null"), field);

    [Theory]
    [InlineData("specversion", "\"0.3\"")]
    [InlineData("specversion", "1.0")]
    [InlineData("id", "\"\"")]
    [InlineData("id", "7")]
    [InlineData("source", "\"\"")]
    [InlineData("source", "[]")]
    [InlineData("type", "\"\"")]
    [InlineData("type", "{}")]
    [InlineData("time", "\"\"")]
    [InlineData("time", "1480642020")]
    [InlineData("time", "\"2026-11-22\"")]
    [InlineData("time", "\"2026-11-22T10:00:00\"")]
    [InlineData("time", "\"2026-11-22T10:00:00.1234567\"")]
    [InlineData("time", "\"2026-11-22T10:00Z\"")]
    [InlineData("time", "\"2026-11-22T10:00:00+01\"")]
    [InlineData("time", "\"2026-11-22 10:00:00Z\"")]
    [InlineData("time", "\"2026-13-22T10:00:00Z\"")]
    [InlineData("time", "\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("time", "\"9999-12-31T23:59:59-14:00\"")]
    [InlineData("time", "\"10000-01-01T00:00:00Z\"")]
    [InlineData("datacontenttype", "\"text/plain\"")]
    [InlineData("datacontenttype", "{}")]
    [InlineData("operation", "\"Insert\"")]
    [InlineData("operation", "\"upsert\"")]
    [InlineData("operation", "0")]
    [InlineData("sequence", "111000000000000000001")]
    [InlineData("sequence", "\"\"")]
    [InlineData("sequence", "\"-1\"")]
    [InlineData("sequence", "\"1.0\"")]
    [InlineData("sequence", "\"00000000000000000000000000000000000000001\"")]
    [InlineData("expired", "\"true\"")]
    [InlineData("expired", "1")]
    [InlineData("expired", "true")]
    [InlineData("traceparent", "0")]
    [InlineData("tracestate", "{}")]
    [InlineData("data", "null")]
    [InlineData("data", "\"o-1\"")]
    [InlineData("data", "[]")]
    [InlineData("data", "{}")]
    public void ReadBody_FieldWrong_NamesItAndItsPlace(string field, string json)
    {
        var text = Envelopes.With(field, json);

        Fails(text, field, Envelopes.PositionOf(text, field));
    }

    [Theory]
    [InlineData("specversion", "\"1.0\"")]
    [InlineData("id", "\"c81e728d9d4c2f636f067f89cc14862c\"")]
    [InlineData("source", "\"s\"")]
    [InlineData("type", "\"t\"")]
    [InlineData("time", "null")]
    [InlineData("datacontenttype", "\"application/json\"")]
    [InlineData("operation", "\"insert\"")]
    [InlineData("sequence", "\"1\"")]
    [InlineData("data", """{"orderId":"o-1"}""")]
    public void ReadBody_FieldTwice_NamesTheSecond(string field, string json) =>
        Fails($"{Envelopes.InsertJson[..^1]},\"{field}\":{json}}}", field, Envelopes.InsertJson.Length + field.Length + 3);

    [Fact]
    public void ReadBody_FieldTwiceWithEscapedName_NamesTheSecond() =>
        Fails($"{Envelopes.InsertJson[..^1]},\"\\u0069d\":\"other\"}}", "id", Envelopes.InsertJson.Length + 10);

    [Theory]
    [InlineData("""{"orderId":null}""", "data.orderId", 11)]
    [InlineData("""{"orderId":true}""", "data.orderId", 11)]
    [InlineData("""{"orderId":{"S":"o-1"}}""", "data.orderId", 11)]
    [InlineData("""{"orderId":["o-1"]}""", "data.orderId", 11)]
    [InlineData("""{"orderId":""}""", "data.orderId", 11)]
    [InlineData("""{"orderId":"o-1","orderId":"o-1"}""", "data.orderId", 27)]
    [InlineData("""{"orderId":"o-1","\u006frderId":"o-2"}""", "data.orderId", 32)]
    [InlineData("""{"orderId":"o-1","line":1}""", "data.line", 24)]
    [InlineData("""{"line":1,"orderId":"o-1"}""", "data.orderId", 20)]
    [InlineData("""{"a":1,"b":2,"c":3}""", "data.c", 17)]
    [InlineData("""{"OrderId":"o-1"}""", "data.OrderId", 11)]
    [InlineData("""{"":"o-1"}""", "data.?", 4)]
    [InlineData("""{"a\nb":"o-1"}""", "data.?", 8)]
    [InlineData("""{"a\u202eb":"o-1"}""", "data.?", 12)]
    public void ReadBody_KeyWrong_NamesTheAttributeAndItsPlace(string data, string field, int offset)
    {
        var text = Envelopes.WithData(data);

        Fails(text, field, Envelopes.PositionOf(text, "data") + offset);
    }

    [Fact]
    public void ReadBody_KeyNameTooLong_IsNotRepeated()
    {
        var text = Envelopes.WithData($$"""{"{{new string('x', 256)}}":1}""");

        Fails(text, "data.?", Envelopes.PositionOf(text, "data") + 260);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("1e999999999999")]
    [InlineData("\"text\"")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("{")]
    [InlineData("[{")]
    [InlineData("{}}")]
    [InlineData("{'id':1}")]
    [InlineData("{\"id\":NaN}")]
    [InlineData("{\"id\":01}")]
    [InlineData("{\"id\":\"\\x\"}")]
    [InlineData("{\"id\":\"\n\"}")]
    public void ReadBody_NotAnObjectOfFields_HasNoField(string body) => Fails(body, null, null);

    [Fact]
    public void ReadBody_ByteOrderMark_HasNoField() => Fails("\ufeff" + Envelopes.InsertJson, null, null);

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData(",")]
    [InlineData("\0")]
    [InlineData("// end")]
    [InlineData("/* end */")]
    public void ReadBody_TextBehind_HasNoField(string text)
    {
        Fails(Envelopes.InsertJson + text, null, null);
        Fails($"[{Envelopes.InsertJson}]{text}", null, null);
        Fails(Envelopes.Wrapped(Envelopes.InsertJson) + text, null, null);
        Fails(Envelopes.Wrapped(Envelopes.InsertJson + text), null, null);
    }

    [Fact]
    public void ReadBody_CommentOrTrailingComma_HasNoField()
    {
        Fails("/* first */" + Envelopes.InsertJson, null, null);
        Fails(Envelopes.InsertJson[..^1] + ",}", null, null);
        Fails($"[{Envelopes.InsertJson},]", null, null);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void ReadBody_DeepNesting_HasNoField(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));

        Fails(Envelopes.With("subject", deep), null, null);
        Fails(Envelopes.WithData($$"""{"orderId":{{deep}}}"""), null, null);
    }

    [Fact]
    public void ReadBody_HalfASurrogatePair_HasNoField()
    {
        Fails(Envelopes.WithData("{\"orderId\":\"\ud800\"}"), null, null);
        Fails(Envelopes.WithData("""{"orderId":"\ud800"}"""), null, null);
        Fails(Envelopes.WithData("""{"\udc00":"o-1"}"""), null, null);
        Fails(Envelopes.With("id", "\"\\ud800x\""), null, null);
        Fails(Envelopes.Wrapped("x").Replace("\"x\"", "\"\\ud800\"", StringComparison.Ordinal), null, null);
    }

    [Fact]
    public void Read_InvalidUtf8Anywhere_HasNoField()
    {
        foreach (var field in new[] { "subject", "id", "source", "type", "time", "operation", "sequence", "traceparent" })
        {
            var bytes = Encoding.UTF8.GetBytes(Envelopes.With(field, "\"?\""));
            bytes[Array.LastIndexOf(bytes, (byte)'?')] = 0xFF;

            _reader.Invoking(reader => reader.Read(bytes)).Should().ThrowExactly<CdcEnvelopeFormatException>().Which.Field.Should().BeNull();
        }
    }

    [Fact]
    public void ReadBody_NotificationInNotification_IsNoEvent() =>
        Fails(Envelopes.Wrapped(Envelopes.Wrapped(Envelopes.InsertJson)), "specversion", null);

    [Fact]
    public void ReadBody_NotificationInArray_IsNoEvent() => Fails($"[{Envelopes.Wrapped(Envelopes.InsertJson)}]", "specversion", null);

    [Theory]
    [InlineData("")]
    [InlineData("Order o-1 has changed.")]
    [InlineData("[]")]
    public void ReadBody_NotificationOfSomethingElse_HasNoField(string message) => Fails(Envelopes.Wrapped(message), null, null);

    [Theory]
    [InlineData("""{"Type":"SubscriptionConfirmation","Message":"You have chosen to subscribe"}""", "Type", 8)]
    [InlineData("""{"Type":7,"Message":"{}"}""", "Type", 8)]
    [InlineData("""{"Type":"Notification","Message":{"id":"x"}}""", "Message", 33)]
    [InlineData("""{"Type":"Notification","Message":null}""", "Message", null)]
    [InlineData("""{"Type":"Notification"}""", "Message", null)]
    [InlineData("""{"Message":"{}"}""", "specversion", null)]
    [InlineData("""{"Type":"Notification","Message":"{}","Message":"{}"}""", "Message", 48)]
    public void ReadBody_NotificationWrong_NamesItsField(string body, string field, int? position) => Fails(body, field, position);

    [Fact]
    public void ReadBody_SecondOfArrayWrong_CountsFromTheArray()
    {
        var first = $"[{Envelopes.InsertJson},";
        var second = Envelopes.With("operation", "\"é\"");

        Fails(first + second + "]", "operation", first.Length + Envelopes.PositionOf(second, "operation"));
    }

    [Fact]
    public void ReadBody_ErrorInsideNotification_CountsFromTheMessage()
    {
        var text = Envelopes.With("operation", "\"\"");

        Fails(Envelopes.Wrapped(text), "operation", Envelopes.PositionOf(text, "operation"));
    }

    [Fact]
    public void ReadBody_AnyFieldWrong_MessageDoesNotRepeatTheValue()
    {
        foreach (var field in JsonNode.Parse(Envelopes.InsertJson)!.AsObject().Select(property => property.Key).Append("expired"))
        {
            // Of the wrong type, a string that no field takes, and no JSON.
            foreach (var value in new[] { "[\"secret\"]", "\"\\ud800secret\"", "secret", "{\"orderId\":[\"secret\"]}", "{\"orderId\":\"secret\"" })
            {
                var error = _reader.Invoking(reader => reader.ReadBody(Envelopes.With(field, value))).Should().ThrowExactly<CdcEnvelopeFormatException>().Which;
                error.ToString().Should().NotContain("secret");
                error.InnerException.Should().BeNull();
            }
        }
    }

    private static void ShouldBeMissing(string body, string field) =>
        Fails(body, field, null).Message.Should().Be($"Not a change envelope: '{field}' is missing.");

    private static CdcEnvelopeFormatException Fails(string body, string? field, long? position)
    {
        var error = _reader.Invoking(reader => reader.ReadBody(body)).Should().ThrowExactly<CdcEnvelopeFormatException>().Which;
        (error.Field, error.Position).Should().Be((field, position), error.Message);
        error.InnerException.Should().BeNull();
        return error;
    }
}
