using System.Collections.Concurrent;
using Cdc.Core;
using Cdc.Publisher.Events;
using Cdc.Publisher.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Publisher.Publishing;

/// <summary>Tells of images that settings and rules need and records do not have: once a table, and in a count. Safe for several threads.</summary>
internal sealed class MissingImages(ILogger logger)
{
    // As many tables as are known at a time.
    private const int MaxTold = 64;

    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>Looks whether a record has the image that the settings need.</summary>
    public void Look(RecordBatch batch, int index)
    {
        ref var record = ref batch.Records[index];
        // Whoever gives objects sets their attributes without images.
        if (record.Record is not null) return;
        var isRemoval = record.Operation == ChangeOperation.Remove;
        var need = isRemoval ? batch.Images.NeedOfOld : batch.Images.NeedOfNew;
        if (need is not null && !(isRemoval ? record.HasOldImage : record.HasNewImage)) Note(batch, index, need);
    }

    /// <summary>Notes that a record lacks an image that something needs.</summary>
    public void Note(RecordBatch batch, int index, string need)
    {
        PublisherTelemetry.WithoutImage();
        ref var record = ref batch.Records[index];
        if (_told.ContainsKey(record.Table!.Arn) || _told.Count >= MaxTold || !_told.TryAdd(record.Table.Arn, true)) return;
        var viewType = record.ViewType.Length == 0 ? "not known" : batch.Text.Text(record.ViewType);
        PublisherLog.ImageMissing(logger, record.Table.Name, viewType, need);
    }
}
