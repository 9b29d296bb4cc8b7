using System.Diagnostics;
using Cdc.Publisher.Events;
using Cdc.Publisher.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Publisher.Tests.Publishing;

/// <summary>Makes batches of records and entries as the publisher does, without publishing.</summary>
internal static class Batches
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static RecordBatch Read(ReadOnlySpan<byte> streamEvent, ImageSelection? images = null)
    {
        var batch = new RecordBatch(new StreamTables(), images ?? new ImageSelection(StreamEvents.Options));
        StreamEventReader.Read(streamEvent, batch);
        return batch;
    }

    public static EntryBatch Prepare(ReadOnlySpan<byte> streamEvent, CdcPublisherOptions? options = null, Activity? activity = null)
    {
        options ??= StreamEvents.Options;
        var records = Read(streamEvent, new ImageSelection(options));
        var batch = new EntryBatch(records);
        var topics = new Topics(options);
        var logger = NullLogger.Instance;
        new EntryPreparation(options, new CdcPublishRules(), topics, new PoisonRule(options, topics, logger), new PublishedMemory(1), new MissingImages(logger), logger)
            .Prepare(batch, new EntryComposer(new EntryTemplates(options), Now, TraceText.Of(activity), logger));
        return batch;
    }

    /// <summary>Entries of set keys and sizes, ready for a schedule.</summary>
    public static EntryBatch Of(params IReadOnlyList<(int Key, int Size)> entries)
    {
        var batch = Prepare(StreamEvents.Of(entries.Select((entry, index) => StreamEvents.Record($"k{entry.Key}", index + 1))));
        for (var index = 0; index < entries.Count; index++) batch[index].Size = entries[index].Size;
        return batch;
    }
}
