using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Publisher.Tests;

/// <summary>What the package counts and measures.</summary>
[Collection(ProcessTelemetryGroup.Name)]
public sealed class MetricsTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(Instrument Instrument, double Value, string Tags)> _measured = [];
    private readonly CdcPublisherOptions _options = StreamEvents.Options;

    public MetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Cdc.Publisher") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Publish_EveryOutcome_IsCounted()
    {
        _options.CoalesceChanges = true;
        _options.PublishRemovals = false;
        _options.PoisonPolicy = CdcPoisonPolicy.Park;
        _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;
        var sns = new FakeSns(entries => Messages.IsParked(entries[0]) ? [] : [.. entries.Where(entry => entry.Id is "0" or "3").Select(entry => entry.Id == "0" ? FakeSns.Failure("0") : FakeSns.Rejection("3"))]);
        string[] records =
        [
            StreamEvents.Record("failing", 1), StreamEvents.Record("old", 2), StreamEvents.Record("old", 3), StreamEvents.Record("bad", 4),
            StreamEvents.Record("removed", 5, "REMOVE"), StreamEvents.Record("c", 6),
        ];
        _options.RetryFor = TimeSpan.FromSeconds(2);
        var publisher = new CdcPublisher(_options, sns, timeProvider: new JumpingTime());

        (await publisher.PublishAsync(StreamEvents.Of(records))).Should().Be(Results.Of(2, 1, "1") with { Coalesced = 1, Parked = 1 });

        Counted("read", "published", "filtered", "coalesced", "parked", "failed").Should().Equal(6, 2, 1, 1, 1, 1);
        Counted("already_published", "skipped").Should().Equal(0, 0);
        Counted("retried").Single().Should().Be(sns.Entries.Count(entry => entry.Id == "0") - 1).And.BePositive();
    }

    [Fact]
    public async Task Publish_SkippedAndPublishedBefore_IsCounted()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Skip;
        var first = true;
        var sns = new FakeSns(entries => first ? [FakeSns.Failure("0"), FakeSns.Rejection("1")] : []);
        var publisher = new CdcPublisher(_options, sns);
        var streamEvent = StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("b", 2), StreamEvents.Record("c", 3));

        await publisher.PublishAsync(streamEvent);
        first = false;
        await publisher.PublishAsync(streamEvent);

        Counted("read", "published", "skipped", "failed", "already_published").Should().Equal(6, 2, 1, 1, 2);
        _measured.Where(each => each.Instrument.Name.StartsWith("cdc.publisher.records.", StringComparison.Ordinal))
            .Should().OnlyContain(each => each.Tags == "" && each.Instrument.Unit == "{record}");
    }

    [Fact]
    public async Task Publish_Calls_AreMeasured()
    {
        var time = new FakeTimeProvider();
        var sns = new FakeSns(entries =>
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            return entries.Count == 10 ? [] : [FakeSns.Failure(entries[0].Id)];
        });

        await new CdcPublisher(_options, sns, timeProvider: time).PublishAsync(StreamEvents.Of(Enumerable.Range(1, 12).Select(number => StreamEvents.Record($"k{number}", number))));

        const string Tags = "messaging.destination.name=orders,messaging.operation.name=publish_batch,messaging.system=aws.sns";
        Of("messaging.client.sent.messages", "{message}").Should().Equal((10, Tags), (2, "error.type=InternalError," + Tags));
        Of("messaging.client.operation.duration", "s").Should().Equal((0.02, Tags), (0.02, "error.type=InternalError," + Tags));
    }

    [Fact]
    public async Task Publish_TimeFromTheChange_IsTheLagOfWhatWentOut()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1480642020 + 90));
        var sns = new FakeSns(_ => [FakeSns.Failure("2")]);

        await new CdcPublisher(_options, sns, timeProvider: time).PublishAsync(
            [StreamEvents.Plain("a", 1), StreamEvents.Plain("b", 2) with { Time = time.GetUtcNow().AddHours(1) }, StreamEvents.Plain("c", 3), StreamEvents.Plain("d", 4) with { Time = null }]);

        Of("cdc.publisher.lag", "s").Should().Equal((90, "messaging.destination.name=orders"), (0, "messaging.destination.name=orders"));
    }

    [Fact]
    public async Task Publish_Parked_HasNoLag()
    {
        _options.PoisonPolicy = CdcPoisonPolicy.Park;
        _options.ParkingTopicArn = StreamEvents.ParkingTopicArn;

        await new CdcPublisher(_options, new FakeSns(entries => Messages.IsParked(entries[0]) ? [] : [FakeSns.Rejection("0")])).PublishAsync([StreamEvents.Plain("a", 1)]);

        Of("cdc.publisher.lag", "s").Should().BeEmpty();
        Of("messaging.client.sent.messages", "{message}").Select(each => each.Tags).Should().Contain(tags => tags.Contains("destination.name=parking,", StringComparison.Ordinal));
    }

    private IEnumerable<long> Counted(params string[] what) =>
        what.Select(name => (long)_measured.Where(each => each.Instrument.Name == "cdc.publisher.records." + name).Sum(each => each.Value));

    private IEnumerable<(double Value, string Tags)> Of(string name, string unit) =>
        _measured.Where(each => each.Instrument.Name == name && each.Instrument.Unit == unit).Select(each => (Math.Round(each.Value, 6), each.Tags));

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Add((instrument, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal))));
}
