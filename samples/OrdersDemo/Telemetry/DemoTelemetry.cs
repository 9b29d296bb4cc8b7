using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrdersDemo.Telemetry;

/// <summary>Exports the traces and metrics of the three parts, each as a service of its own, as they would be deployed.</summary>
internal sealed class DemoTelemetry : IDisposable
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly (string Service, string Source, string Meter)[] _parts =
    [
        ("orders-api", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting"),
        ("orders-function", "Cdc.Lambda", "Cdc.Lambda"),
        ("orders-listener", "Cdc.Consumer", "Cdc.Consumer"),
    ];

    private readonly List<IDisposable> _providers = [];

    private DemoTelemetry(Action<TracerProviderBuilder> exportTraces, Action<MeterProviderBuilder> exportMetrics)
    {
        foreach (var (service, source, meter) in _parts)
        {
            var resource = ResourceBuilder.CreateDefault().AddService(service);
            var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(source);
            exportTraces(traces);
            _providers.Add(traces.Build());
            var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(meter);
            exportMetrics(metrics);
            _providers.Add(metrics.Build());
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

    /// <summary>Exports what is left, and ends.</summary>
    public void Dispose()
    {
        foreach (var provider in _providers) provider.Dispose();
    }
}
