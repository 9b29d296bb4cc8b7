namespace Cdc.Publisher;

/// <summary>Names what the publisher's spans and metrics come from, for OpenTelemetry's tracer and meter providers.</summary>
public static class CdcPublisherTelemetry
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>: <c>Cdc.Publisher</c>.</summary>
    public const string SourceName = "Cdc.Publisher";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>: <c>Cdc.Publisher</c>.</summary>
    public const string MeterName = "Cdc.Publisher";
}
