using System.Text;
using Cdc.Core;

namespace Cdc.Publisher.Tests;

public sealed class StreamRecordTests
{
    private static readonly StreamRecord _record = StreamEvents.Plain("a", 7);

    [Fact]
    public void Create_StreamArn_IsReadAsTheTables()
    {
        var record = _record with { TableArn = StreamEvents.TableArn + "/stream/2026-11-22T09:00:00.000" };

        record.TableArn.Should().Be(StreamEvents.TableArn);
        record.TableName.Should().Be("Orders");
        record.StreamLabel.Should().Be("2026-11-22T09:00:00.000");
        record.SequenceNumber.Should().Be(SequenceNumber.Parse("7"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/stream")]
    [InlineData("/stream/")]
    [InlineData("/stream/ä")]
    [InlineData("/stream/a b")]
    [InlineData("/index/by-name")]
    public void Create_ArnWithoutALabelThatReadersTake_HasNone(string rest) =>
        (_record with { TableArn = StreamEvents.TableArn + rest }).Should().Match<StreamRecord>(it => it.StreamLabel == null && it.TableArn == StreamEvents.TableArn);

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    public void Create_LabelThatReadersDoNotTake_Throws(string label)
    {
        _record.Invoking(it => it with { StreamLabel = label }).Should().ThrowExactly<ArgumentException>();
        _record.Invoking(it => it with { StreamLabel = new string('x', 257) }).Should().ThrowExactly<ArgumentException>();
        (_record with { StreamLabel = new string('x', 256) }).StreamLabel.Should().HaveLength(256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Publish_StreamsOfOneTable_HaveTheirOwnLabels(int changesPerMessage)
    {
        var sns = new FakeSns();
        var options = StreamEvents.Options;
        options.MaxChangesPerMessage = changesPerMessage;

        await new CdcPublisher(options, sns).PublishAsync([
            StreamEvents.Plain("a", 1) with { TableArn = StreamEvents.TableArn },
            StreamEvents.Plain("b", 2) with { TableArn = StreamEvents.TableArn + "/stream/old" },
            StreamEvents.Plain("c", 3) with { TableArn = StreamEvents.TableArn, StreamLabel = "new" },
            StreamEvents.Plain("d", 4) with { TableArn = StreamEvents.TableArn + "/stream/old", StreamLabel = "new" },
        ]);

        sns.Entries.SelectMany(Messages.Each).Select(entry => Messages.Envelope(entry).StreamLabel).Should().Equal(null, "old", "new", "new");
    }

    // The template is cut where the blanks are: a label that looks like one must not be taken for it.
    [Theory]
    [InlineData("8888888888888888888888888888888888888888")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    [InlineData("\",\"sequence\":\"8888888888888888888888888888888888888888")]
    public async Task Publish_LabelLikeABlank_IsCarriedAsItIs(string label)
    {
        var sns = new FakeSns();

        await new CdcPublisher(StreamEvents.Options, sns).PublishAsync([StreamEvents.Plain("a", 7) with { StreamLabel = label }]);

        var envelope = Messages.Envelope(sns.Entries.Single());
        (envelope.StreamLabel, envelope.Sequence).Should().Be((label, SequenceNumber.Parse("7")));
    }

    [Fact]
    public void Create_EventId_IsNotEmpty()
    {
        _record.Invoking(it => it with { EventId = "" }).Should().ThrowExactly<ArgumentException>();
        _record.Invoking(it => it with { EventId = null! }).Should().ThrowExactly<ArgumentNullException>();
    }

    [Theory]
    [InlineData(ChangeOperation.Snapshot)]
    [InlineData((ChangeOperation)99)]
    public void Create_OperationThatNoStreamHolds_Throws(ChangeOperation operation) =>
        _record.Invoking(it => it with { Operation = operation }).Should().ThrowExactly<ArgumentOutOfRangeException>().Which.ActualValue.Should().Be(operation);

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void Create_SequenceNumberThatIsNone_Throws(string number)
    {
        _record.Invoking(it => it with { SequenceNumberText = number }).Should().ThrowExactly<FormatException>();
        _record.Invoking(it => it with { SequenceNumberText = null! }).Should().ThrowExactly<ArgumentNullException>();
    }

    [Fact]
    public void SequenceNumberText_NotSet_IsTheNumbersDigits()
    {
        (_record with { SequenceNumber = SequenceNumber.Parse("00120") }).SequenceNumberText.Should().Be("120");
        (_record with { SequenceNumber = default }).SequenceNumberText.Should().Be("0");
    }

    [Fact]
    public async Task Publish_TextOfTheSequenceNumber_IsWhatIsAnswered()
    {
        var record = _record with { SequenceNumber = SequenceNumber.Parse("12"), SequenceNumberText = "0012" };
        var sns = new FakeSns(_ => [FakeSns.Failure("0")]);

        var result = await new CdcPublisher(StreamEvents.Options, sns).PublishAsync([record]);

        (result.FirstUnpublished, result.FirstUnpublishedText).Should().Be((SequenceNumber.Parse("12"), "0012"));
    }

    [Fact]
    public async Task Publish_TextOfAnotherSequenceNumber_Throws()
    {
        var record = _record with { SequenceNumber = SequenceNumber.Parse("12"), SequenceNumberText = "13" };

        await new CdcPublisher(StreamEvents.Options, new FakeSns()).Awaiting(it => it.PublishAsync([record])).Should().ThrowExactlyAsync<ArgumentException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Orders")]
    [InlineData("arn:aws:dynamodb:eu-central-1:123456789012:table/")]
    [InlineData("arn:aws:dynamodb:eu-central-1:123456789012:table//stream/x")]
    public void Create_ArnOfNoTable_Throws(string arn)
    {
        _record.Invoking(it => it with { TableArn = arn }).Should().ThrowExactly<ArgumentException>().WithMessage($"'{arn}' is not the ARN of a table or its stream.*");
        _record.Invoking(it => it with { TableArn = null! }).Should().ThrowExactly<ArgumentNullException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\"a\"")]
    [InlineData("null")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}{")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    [InlineData("{\"a\":\"\"}")]
    [InlineData("{\"a\":null}")]
    [InlineData("{\"a\":true}")]
    [InlineData("{\"a\":[1]}")]
    [InlineData("{\"a\":{\"x\":1}}")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"b\":2,\"c\":3}")]
    public void Create_KeyThatNoConsumerReads_Throws(string key) =>
        _record.Invoking(it => it with { Key = Encoding.UTF8.GetBytes(key) }).Should().ThrowExactly<ArgumentException>();

    [Fact]
    public void Create_KeyThatIsNotUtf8_Throws() =>
        _record.Invoking(it => it with { Key = new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' } }).Should().ThrowExactly<ArgumentException>();

    [Theory]
    [InlineData("{ \"b\" : \"x\", \"a\" : 1 }")]
    [InlineData("{\"a\":1,\"b\":\"\\u0078\"}")]
    public void Create_KeyInAnySpelling_IsTheSameBytes(string key)
    {
        var record = _record with { Key = Encoding.UTF8.GetBytes(key) };

        record.Key.ToArray().Should().Equal(StreamRecord.KeyOf(CdcKeyPart.Text("b", "x"), CdcKeyPart.Number("a", "1")).ToArray());
    }

    [Fact]
    public async Task Publish_KeyInTwoSpellings_IsOneKey()
    {
        var sns = new FakeSns();
        var options = StreamEvents.Options;
        options.CoalesceChanges = true;

        var result = await new CdcPublisher(options, sns).PublishAsync(
            [StreamEvents.Plain("a", 1) with { Key = "{\"id\":1}"u8.ToArray() }, StreamEvents.Plain("a", 2) with { Key = "{ \"id\" : 1 }"u8.ToArray() }]);

        result.Should().Be(Results.Of(1, 0, null) with { Coalesced = 1 });
    }

    [Fact]
    public void Create_ImageAttributesWithoutTypeOrValue_Throws()
    {
        _record.Invoking(it => it with { ImageAttributes = null! }).Should().ThrowExactly<ArgumentNullException>();
        foreach (var attribute in new SnsMessageAttributeValue?[] { null, new(null!, "x"), new("String", null!) })
            _record.Invoking(it => it with { ImageAttributes = new Dictionary<string, SnsMessageAttributeValue> { ["a"] = attribute! } }).Should().ThrowExactly<ArgumentException>();
    }

    [Theory]
    [InlineData(ChangeOperation.Insert, false)]
    [InlineData(ChangeOperation.Modify, false)]
    [InlineData(ChangeOperation.Remove, true)]
    public async Task Publish_Expired_MeansSomethingOfARemovalAlone(ChangeOperation operation, bool expired)
    {
        var sns = new FakeSns();

        (await new CdcPublisher(StreamEvents.Options, sns).PublishAsync([_record with { Operation = operation, Expired = true }])).Published.Should().Be(1);

        Messages.Envelope(sns.Entries.Single()).Expired.Should().Be(expired);
    }
}
