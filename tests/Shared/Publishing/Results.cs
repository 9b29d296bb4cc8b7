using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.Tests.Publishing;

/// <summary>What a call to the publisher is to answer.</summary>
public static class Results
{
    public static CdcPublishResult Of(int published, int filtered, string? firstUnpublished) => new()
    {
        Published = published,
        Filtered = filtered,
        FirstUnpublished = firstUnpublished is null ? null : SequenceNumber.Parse(firstUnpublished),
        FirstUnpublishedText = firstUnpublished,
    };
}
