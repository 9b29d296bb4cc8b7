namespace Cdc.Publisher.Tests;

/// <summary>Listeners to spans and metrics hear the whole process: these tests run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessTelemetryGroup
{
    public const string Name = "The process's telemetry";
}
