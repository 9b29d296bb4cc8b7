namespace Cdc.Worker;

/// <summary>Tells what became of a write of a lease.</summary>
/// <param name="IsWritten">Whether it was carried out.</param>
/// <param name="Stored">The lease as it is stored now; null where there is none.</param>
public sealed record LeaseWrite(bool IsWritten, Lease? Stored);
