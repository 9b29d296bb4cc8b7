namespace Cdc.Consumer;

/// <summary>Names what consumers report to.</summary>
public static class CdcConsumerTelemetry
{
    /// <summary>The name of the activity source: <c>tracing.AddSource(CdcConsumerTelemetry.ActivitySourceName)</c>.</summary>
    public const string ActivitySourceName = "Cdc.Consumer";

    /// <summary>The name of the meter: <c>metrics.AddMeter(CdcConsumerTelemetry.MeterName)</c>.</summary>
    public const string MeterName = "Cdc.Consumer";
}
