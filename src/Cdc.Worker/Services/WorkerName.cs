namespace Cdc.Worker.Services;

/// <summary>Marks a name as taken.</summary>
internal sealed record WorkerName(string Value);
