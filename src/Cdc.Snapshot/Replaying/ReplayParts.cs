using Cdc.Snapshot.Faults;
using Cdc.Worker;
using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Replaying;

/// <summary>What all shards of a replay share.</summary>
internal sealed record ReplayParts
{
    public required CdcReplayOptions Options { get; init; }

    public required DynamoDbStreamsClient Streams { get; init; }

    public required string StreamArn { get; init; }

    /// <summary>When it began: what changed later comes to the queue by itself.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>Sends records of one shard, and ends when all are sent.</summary>
    public required Func<IReadOnlyList<DynamoDbStreamRecord>, CancellationToken, Task<int>> Send { get; init; }

    public required Action<int, int> Counted { get; init; }

    public required PatientCalls PatientCalls { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
