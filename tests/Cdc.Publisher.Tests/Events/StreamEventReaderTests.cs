using System.Text;
using Cdc.Core;
using Cdc.Publisher.Tests.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Publisher.Tests.Events;

/// <summary>Each documented form of an event, up to the exact messages it becomes.</summary>
public sealed class StreamEventReaderTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Fixtures => [.. StreamEvents.Names];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Read_DocumentedForm_BecomesTheGoldenMessages(string name)
    {
        var sns = new FakeSns();
        var publisher = new CdcPublisher(StreamEvents.Options, sns, timeProvider: new FakeTimeProvider(_now));

        var result = await publisher.PublishAsync(StreamEvents.Read(name));

        var golden = StreamEvents.ReadGolden(name);
        sns.Entries.Select(entry => entry.Message).Should().Equal(golden);
        result.Should().Be(Results.Of(golden.Length, 0, null));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Write_GoldenMessage_IsReadBackByTheEnvelopeReader(string name)
    {
        var reader = new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson());

        foreach (var line in StreamEvents.ReadGolden(name))
        {
            var envelope = reader.Read(Encoding.UTF8.GetBytes(line));
            new CdcEnvelopeWriter<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson()).Write(envelope).Should().Be(line);
        }
    }

    [Fact]
    public void Read_ImageOf400Kilobytes_IsPassedOver()
    {
        var image = $$$"""{"id":{"S":"o-1"},"text":{"S":"{{{new string('ä', 200_000)}}}"}}""";
        var record = StreamEvents.Record("o-1", 7).Replace("\"Keys\"", $"\"NewImage\":{image},\"OldImage\":{image},\"Keys\"", StringComparison.Ordinal);

        var read = Batches.Read(StreamEvents.Of(record)).RecordAt(0);

        Encoding.UTF8.GetString(read.Key.Span).Should().Be("""{"id":"o-1"}""");
        read.SequenceNumberText.Should().Be("7");
    }

    [Fact]
    public void Read_SequenceNumberWithLeadingZeros_IsKeptAsWritten()
    {
        var read = Batches.Read(StreamEvents.Of(StreamEvents.Record("""{"id":{"S":"1"}}""", "000000000000000000000123"))).RecordAt(0);

        read.SequenceNumberText.Should().Be("000000000000000000000123");
        read.SequenceNumber.Should().Be(SequenceNumber.Parse("123"));
    }

    [Fact]
    public void Read_RecordsTwice_LosesNeither()
    {
        var twice = $$"""{"Records":[{{StreamEvents.Record("a", 1)}}],"Records":[{{StreamEvents.Record("b", 2)}}]}""";

        using var batch = Batches.Read(Encoding.UTF8.GetBytes(twice));

        batch.Records.Count.Should().Be(2);
        batch.SequenceTextOf(1).Should().Be("2");
    }
}
