using System.Globalization;

namespace Cdc.Publisher.Tests;

/// <summary>What the publisher remembers between invocations: what went out behind a failure, until Lambda sent that again.</summary>
public sealed class MemoryTests
{
    private int _failing = 1;

    private FakeSns Sns => field ??= new FakeSns(entries => [.. entries.Where(entry => Messages.Number(entry) == _failing).Select(entry => FakeSns.Failure(entry.Id))]);

    private CdcPublisher Publisher => field ??= new CdcPublisher(StreamEvents.Options, Sns);

    [Fact]
    public async Task Publish_LaterRecordWithARememberedEventId_GoesOut()
    {
        await Publisher.PublishAsync(Event(("a", 1, "id-1"), ("b", 2, "same")));
        _failing = 0;

        var result = await Publisher.PublishAsync(Event(("a", 1, "id-1"), ("b", 2, "same"), ("b", 3, "same")));

        result.Should().Be(Results.Of(2, 0, null) with { AlreadyPublished = 1 });
        Sns.Entries.Select(Messages.Number).Should().Equal(1, 2, 1, 3);
    }

    [Fact]
    public async Task Publish_RecordsOfAPassedCheckpointOnceMore_GoOut()
    {
        byte[] records = Event(("a", 1, "id-1"), ("b", 2, "id-2"), ("c", 3, "id-3"));
        await Publisher.PublishAsync(records);
        _failing = 0;

        (await Publisher.PublishAsync(records)).Should().Be(Results.Of(1, 0, null) with { AlreadyPublished = 2 });
        (await Publisher.PublishAsync(records)).Should().Be(Results.Of(3, 0, null));
    }

    [Fact]
    public async Task Publish_SentAgainInSmallerBatches_LeavesOutEachThatWentOut()
    {
        await Publisher.PublishAsync(Event(("a", 1, "id-1"), ("b", 2, "id-2"), ("c", 3, "id-3")));
        _failing = 0;

        (await Publisher.PublishAsync(Event(("a", 1, "id-1"), ("b", 2, "id-2")))).Should().Be(Results.Of(1, 0, null) with { AlreadyPublished = 1 });
        (await Publisher.PublishAsync(Event(("c", 3, "id-3"), ("d", 4, "id-4")))).Should().Be(Results.Of(1, 0, null) with { AlreadyPublished = 1 });
    }

    [Fact]
    public async Task Publish_Replay_IsNotSwallowedAndChangesNothing()
    {
        byte[] records = Event(("a", 1, "id-1"), ("b", 2, "id-2"));
        await Publisher.PublishAsync(records);
        _failing = 0;

        (await Publisher.PublishAsync(Event(("b", 2, "id-2")), new CdcPublishContext { IsReplay = true })).Should().Be(Results.Of(1, 0, null));
        (await Publisher.PublishAsync(records)).Should().Be(Results.Of(1, 0, null) with { AlreadyPublished = 1 });
    }

    private static byte[] Event(params (string Key, int Number, string EventId)[] records) => StreamEvents.Of(records.Select(record =>
        StreamEvents.Record(record.Key, record.Number).Replace($"event-{record.Number.ToString(CultureInfo.InvariantCulture)}", record.EventId, StringComparison.Ordinal)));
}
