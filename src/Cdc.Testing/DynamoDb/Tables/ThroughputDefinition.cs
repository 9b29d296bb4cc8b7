namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>Provisioned capacity, or zero of both for pay-per-request; nothing is ever throttled.</summary>
internal sealed record ThroughputDefinition(long ReadUnits, long WriteUnits)
{
    /// <summary>What a partition can do, and so how many a new table has; one on demand begins with four.</summary>
    private const int PartitionReadUnits = 3_000;
    private const int PartitionWriteUnits = 1_000;
    private const int PartitionsOnDemand = 4;
    private const int MaxPartitions = 256;

    public bool IsOnDemand => ReadUnits == 0;

    /// <summary>How many partitions a new table of this capacity has.</summary>
    public int Partitions => IsOnDemand
        ? PartitionsOnDemand
        : (int)Math.Clamp(Math.Ceiling(((double)ReadUnits / PartitionReadUnits) + ((double)WriteUnits / PartitionWriteUnits)), 1, MaxPartitions);
}
