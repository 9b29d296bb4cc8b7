using System.Text;

namespace Cdc.Core.Tests;

public class CdcEnvelopeReaderTests
{
    private static readonly CdcEnvelopeReader<string> _reader = new(Envelopes.OrderId);

    [Fact]
    public void ReadBody_Raw_IsTheEvent() => _reader.ReadBody(Envelopes.InsertJson).Should().Equal(Envelopes.Insert);

    [Fact]
    public void ReadBody_SnsNotification_IsTheEventInside() => _reader.ReadBody(Envelopes.Wrapped(Envelopes.InsertJson)).Should().Equal(Envelopes.Insert);

    [Fact]
    public void ReadBody_Array_IsItsEventsInOrder() =>
        _reader.ReadBody($" [ {Envelopes.InsertJson} , {Envelopes.WithData("""{"orderId":"o-2"}""")} ] ")
            .Should().Equal(Envelopes.Insert, Envelopes.Insert with { Key = "o-2" });

    [Fact]
    public void ReadBody_ArrayInSnsNotification_IsItsEventsInOrder() =>
        _reader.ReadBody(Envelopes.Wrapped($"[{Envelopes.InsertJson},{Envelopes.WithData("""{"orderId":"o-2"}""")}]"))
            .Should().Equal(Envelopes.Insert, Envelopes.Insert with { Key = "o-2" });

    [Fact]
    public void ReadBody_Null_ThrowsArgumentNullException() =>
        _reader.Invoking(reader => reader.ReadBody(null!)).Should().ThrowExactly<ArgumentNullException>();

    [Fact]
    public void Constructor_Null_ThrowsArgumentNullException() =>
        FluentActions.Invoking(() => new CdcEnvelopeReader<string>(null!)).Should().ThrowExactly<ArgumentNullException>();

    [Fact]
    public void ReadBody_UnknownFields_AreIgnored() =>
        _reader.ReadBody(Envelopes.InsertJson.Replace(
                "{\"specversion\"", """{"subject":"o-1","extra":{"id":"x","data":{}},"extra":[1],"data_base64":null,"ID":"x","specversion" """, StringComparison.Ordinal))
            .Should().Equal(Envelopes.Insert);

    [Theory]
    [InlineData("Type", "\"Notification\"")]
    [InlineData("Type", "{}")]
    [InlineData("Message", "\"no event\"")]
    public void ReadBody_EventWithFieldsOfNotifications_IsTheEvent(string field, string json) =>
        _reader.ReadBody(Envelopes.With(field, json)).Should().Equal(Envelopes.Insert);

    [Fact]
    public void ReadBody_FieldsInAnyOrder_IsTheEvent() =>
        _reader.ReadBody("""{"data":{"orderId":"o-1"},"sequence":"1","operation":"modify","type":"t","source":"s","id":"i","specversion":"1.0"}""")
            .Should().Equal(new CdcEnvelope<string>
            {
                Id = "i",
                Source = "s",
                Type = "t",
                Operation = ChangeOperation.Modify,
                Sequence = SequenceNumber.Parse("1"),
                Key = "o-1",
            });

    [Fact]
    public void ReadBody_EscapedNamesAndValues_AreWhatTheyMean() =>
        _reader.ReadBody(Envelopes.InsertJson
                .Replace("\"id\"", "\"\\u0069d\"", StringComparison.Ordinal)
                .Replace("\"insert\"", "\"\\u0069nsert\"", StringComparison.Ordinal)
                .Replace("\"1.0\"", "\"1\\u002e0\"", StringComparison.Ordinal)
                .Replace("\"000", "\"\\u003000", StringComparison.Ordinal)
                .Replace("\"o-1\"", "\"\\u006f-1\"", StringComparison.Ordinal))
            .Should().Equal(Envelopes.Insert);

    // https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#22-type-system-mapping
    [Fact]
    public void ReadBody_AttributesThatAreNull_AreAbsent()
    {
        var json = """
            {"specversion":"1.0","id":"i","source":"s","type":"t","time":null,"datacontenttype":null,"operation":"snapshot","sequence":null,
             "expired":null,"traceparent":null,"tracestate":null,"data":{"orderId":"o-1"}}
            """;

        _reader.ReadBody(json).Should().Equal(new CdcEnvelope<string>
        {
            Id = "i",
            Source = "s",
            Type = "t",
            Operation = ChangeOperation.Snapshot,
            Key = "o-1",
        });
    }

    [Fact]
    public void ReadBody_EmptyTraceContext_IsAbsent() =>
        _reader.ReadBody(Envelopes.With("traceparent", "\"\"")).Should().Equal(Envelopes.Insert);

    [Theory]
    [InlineData("2026-11-22T10:00:00Z")]
    [InlineData("2026-11-22T10:00:00.0000000Z")]
    [InlineData("2026-11-22T10:00:00.0000000999999999Z")]
    [InlineData("2026-11-22T11:30:00+01:30")]
    [InlineData("2026-11-22T08:00:00.000-02:00")]
    public void ReadBody_TimeInAnyOffset_IsUtc(string time)
    {
        var read = _reader.ReadBody(Envelopes.With("time", $"\"{time}\""))[0].Time;

        read.Should().Be(Envelopes.Insert.Time);
        read!.Value.Offset.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("\"0000000000000000000000000000000000000007\"")]
    public void ReadBody_SequenceOfAnyLength_IsTheNumber(string sequence) =>
        _reader.ReadBody(Envelopes.With("sequence", sequence))[0].Sequence.Should().Be(SequenceNumber.Parse("7"));

    [Theory]
    [InlineData("insert", ChangeOperation.Insert)]
    [InlineData("modify", ChangeOperation.Modify)]
    [InlineData("remove", ChangeOperation.Remove)]
    [InlineData("snapshot", ChangeOperation.Snapshot)]
    public void ReadBody_EveryWord_IsItsOperation(string word, ChangeOperation operation) =>
        _reader.ReadBody(Envelopes.With("operation", $"\"{word}\""))[0].Operation.Should().Be(operation);

    [Fact]
    public void ReadBody_LoneSurrogateInIgnoredField_IsTheEvent() =>
        _reader.ReadBody(Envelopes.With("subject", "\"\\ud800\"")).Should().Equal(Envelopes.Insert);

    [Fact]
    public void Read_SnsNotification_IsNoEvent() =>
        _reader.Invoking(reader => reader.Read(Encoding.UTF8.GetBytes(Envelopes.Wrapped(Envelopes.InsertJson))))
            .Should().ThrowExactly<CdcEnvelopeFormatException>().Which.Field.Should().Be("specversion");
}
