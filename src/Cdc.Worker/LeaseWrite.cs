namespace Cdc.Worker;

/// <summary>Tells what became of a write of a lease.</summary>
public sealed record LeaseWrite
{
    /// <summary>Gets whether it was carried out.</summary>
    public required bool IsWritten { get; init; }

    /// <summary>Gets the lease as it is stored now.</summary>
    /// <value>Default: null, where there is none.</value>
    public Lease? Stored { get; init; }
}
