namespace Cdc.Testing;

/// <summary>Says how a <see cref="LocalAws"/> is set up.</summary>
public sealed class LocalAwsOptions
{
    /// <summary>Gets the Region that ARNs name.</summary>
    /// <value>Default: <c>us-east-1</c>; not empty. Requests of any Region are answered.</value>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Gets the account that ARNs name.</summary>
    /// <value>Default: <c>000000000000</c>; twelve digits.</value>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>Gets the clock of everything inside: creation times, visibility, long polls, iterators.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets the number of shards that a new table's stream has.</summary>
    /// <value>
    /// Default: null, for as many as on AWS, one for each partition of the table: 4 for a table on demand, and for a provisioned one 1 for each 1,000
    /// write and 3,000 read units begun; else 1 to 256. An item's changes always land in one shard, which a hash of its partition key chooses.
    /// </value>
    /// <remarks>
    /// Code that reads only the first shard misses changes here, as it does on AWS. Read every shard that DescribeStream lists, or set 1.
    /// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
    /// </remarks>
    public int? ShardsPerStream { get; init; }

    /// <summary>Gets the faults that strike calls.</summary>
    /// <value>Default: an object of its own, without rules and with a random seed; add rules to it at any time.</value>
    public AwsFaults Faults { get; init; } = new();

    /// <summary>Copies the options, with another clock.</summary>
    internal LocalAwsOptions On(TimeProvider clock) => new()
    {
        Region = Region,
        AccountId = AccountId,
        TimeProvider = clock,
        ShardsPerStream = ShardsPerStream,
        Faults = Faults,
    };
}
