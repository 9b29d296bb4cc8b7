using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Worker.Leases;

/// <summary>A lease as an item: the attributes of the Kinesis Client Library, and three beside them.</summary>
internal static class LeaseItem
{
    public const string Key = "leaseKey";
    public const string Owner = "leaseOwner";
    public const string Counter = "leaseCounter";
    public const string Checkpoint = "checkpoint";
    public const string SubSequenceNumber = "checkpointSubSequenceNumber";
    public const string OwnerSwitches = "ownerSwitchesSinceCheckpoint";
    public const string Parents = "parentShardId";
    public const string Children = "childShardIds";
    public const string PendingCheckpoint = "pendingCheckpoint";
    public const string PendingSubSequenceNumber = "pendingCheckpointSubSequenceNumber";
    public const string CheckpointOwner = "checkpointOwner";

    /// <summary>Ours: the stream, the worker that asks for the lease, and when it was made.</summary>
    public const string StreamArn = "streamArn";
    public const string HandOverTo = "handOverTo";
    public const string CreatedAt = "createdAt";

    private const string EntityType = "entityType";
    private const string LeaseEntity = "LEASE";

    /// <summary>Reads an item.</summary>
    /// <returns>Null where the item is no lease: later versions of the library keep other things in the same table.</returns>
    public static Lease? Read(Dictionary<string, AttributeValue>? item)
    {
        if (item is null || Text(item, Key) is not { } key || Number(item, Counter) is not { } counter || Text(item, Checkpoint) is not { } checkpoint) return null;
        if (Text(item, EntityType) is { } type && type != LeaseEntity) return null;
        return new Lease
        {
            Key = key,
            Owner = Text(item, Owner),
            Counter = counter,
            Checkpoint = checkpoint,
            OwnerSwitches = Number(item, OwnerSwitches) ?? 0,
            ParentShardIds = Texts(item, Parents),
            ChildShardIds = Texts(item, Children),
            StreamArn = Text(item, StreamArn),
            HandOverTo = Text(item, HandOverTo),
            CreatedAt = Number(item, CreatedAt) is { } created ? DateTimeOffset.FromUnixTimeMilliseconds(created) : null,
        };
    }

    public static Dictionary<string, AttributeValue> Write(Lease lease)
    {
        var item = new Dictionary<string, AttributeValue>
        {
            [Key] = new(lease.Key),
            [Counter] = Of(lease.Counter),
            [Checkpoint] = new(lease.Checkpoint),
            [SubSequenceNumber] = Of(0),
            [OwnerSwitches] = Of(lease.OwnerSwitches),
        };
        if (lease.Owner is { } owner) item[Owner] = new(owner);
        if (lease.ParentShardIds.Count > 0) item[Parents] = new() { SS = [.. lease.ParentShardIds] };
        if (lease.ChildShardIds.Count > 0) item[Children] = new() { SS = [.. lease.ChildShardIds] };
        if (lease.StreamArn is { } stream) item[StreamArn] = new(stream);
        if (lease.HandOverTo is { } to) item[HandOverTo] = new(to);
        if (lease.CreatedAt is { } created) item[CreatedAt] = Of(created.ToUnixTimeMilliseconds());
        return item;
    }

    public static AttributeValue Of(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static string? Text(Dictionary<string, AttributeValue> item, string name) => item.TryGetValue(name, out var value) ? value.S : null;

    private static long? Number(Dictionary<string, AttributeValue> item, string name) =>
        item.TryGetValue(name, out var value) && long.TryParse(value.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static List<string> Texts(Dictionary<string, AttributeValue> item, string name) => item.TryGetValue(name, out var value) ? value.SS ?? [] : [];
}
