using System.Diagnostics.Metrics;

namespace Cdc.Telemetry;

/// <summary>Advises where a histogram's buckets end, in seconds.</summary>
internal static class Buckets
{
    /// <summary>Of a call's duration, as OpenTelemetry's conventions advise.</summary>
    /// <remarks><see href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/"/></remarks>
    public static readonly InstrumentAdvice<double> Duration =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] };

    /// <summary>Of a lag: up to a day, which is how long a stream keeps a record.</summary>
    public static readonly InstrumentAdvice<double> Lag =
        new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400] };
}
