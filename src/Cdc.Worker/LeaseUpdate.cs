namespace Cdc.Worker;

/// <summary>Describes a write of a lease, which is carried out only if nobody else wrote the lease in between.</summary>
public sealed record LeaseUpdate
{
    /// <summary>Gets the lease's key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the counter that the lease must have; the write makes it one more.</summary>
    public required long ExpectedCounter { get; init; }

    /// <summary>Gets the checkpoint to write.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Gets the owner to write.</summary>
    /// <value>Default: null, for none.</value>
    public string? Owner { get; init; }

    /// <summary>Gets whether the owner changes; then the write removes a request for hand-over.</summary>
    /// <value>Default: false.</value>
    public bool ChangesOwner { get; init; }

    /// <summary>Gets the owner changes to write.</summary>
    /// <value>Default: 0.</value>
    public long OwnerSwitches { get; init; }

    /// <summary>Gets the shards that continue this one.</summary>
    /// <value>Default: none, which leaves what is stored.</value>
    public IReadOnlyList<string> ChildShardIds { get; init; } = [];
}
