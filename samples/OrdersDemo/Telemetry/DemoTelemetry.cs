using Cdc.Publisher;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrdersDemo.Telemetry;

/// <summary>Exports the traces and metrics of the three parts, each as a service of its own, as they would be deployed.</summary>
internal sealed class DemoTelemetry : IDisposable
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly (string Service, Action<TracerProviderBuilder> Trace, string Meter)[] _parts =
    [
        ("orders-api", TraceOrders, "Microsoft.AspNetCore.Hosting"),
        ("orders-function", traces => traces.AddSource(CdcPublisherTelemetry.SourceName), CdcPublisherTelemetry.MeterName),
        ("orders-listener", traces => traces.AddSource("Cdc.Consumer"), "Cdc.Consumer"),
    ];

    private readonly List<TracerProvider> _tracers = [];
    private readonly List<MeterProvider> _meters = [];

    private DemoTelemetry(Action<TracerProviderBuilder> exportTraces, Action<MeterProviderBuilder> exportMetrics)
    {
        foreach (var (service, trace, meter) in _parts)
        {
            var resource = ResourceBuilder.CreateDefault().AddService(service);
            var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource);
            trace(traces);
            exportTraces(traces);
            _tracers.Add(traces.Build());
            var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(meter);
            exportMetrics(metrics);
            _meters.Add(metrics.Build());
        }
    }

    /// <summary>Starts what the command line and the environment ask for; null for nothing.</summary>
    public static DemoTelemetry? Start(DemoOptions options)
    {
        var otlp = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OtlpEndpoint));
        if (!otlp && !options.OtelConsole) return null;
        return Start(
            traces =>
            {
                if (otlp) traces.AddOtlpExporter();
                if (options.OtelConsole) traces.AddConsoleExporter();
            },
            metrics =>
            {
                if (otlp) metrics.AddOtlpExporter();
                if (options.OtelConsole) metrics.AddConsoleExporter();
            });
    }

    /// <summary>Starts with exporters of the caller's.</summary>
    public static DemoTelemetry Start(Action<TracerProviderBuilder> exportTraces, Action<MeterProviderBuilder> exportMetrics) => new(exportTraces, exportMetrics);

    /// <summary>Exports the metrics as they are now. Gauges of a part are gone once the part has ended.</summary>
    public void FlushMetrics()
    {
        foreach (var meter in _meters) meter.ForceFlush();
    }

    /// <summary>Exports what is left, and ends.</summary>
    public void Dispose()
    {
        foreach (var tracer in _tracers) tracer.Dispose();
        foreach (var meter in _meters) meter.Dispose();
    }

    // This process also gets requests to the built-in AWS and to the page, which are none of the API's.
    private static void TraceOrders(TracerProviderBuilder traces) =>
        traces.AddAspNetCoreInstrumentation(options => options.Filter = context => context.Request.Path.StartsWithSegments("/orders"));
}
