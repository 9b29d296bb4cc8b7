using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cdc.Consumer;
using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Documentation.Tests;

/// <summary>docs/operations.md and the dashboard tell of exactly the metrics and log events that there are.</summary>
public sealed partial class OperationsTests
{
    private static readonly Lazy<IReadOnlyList<(string Name, string Kind, string Unit)>> _metrics = new(ReadMetrics);

    [Fact]
    public void Metrics_OfTheCode_AreThoseOfThePage() => OperationsPage.Metrics.Should().BeEquivalentTo(_metrics.Value);

    [Fact]
    public void Events_OfTheCode_AreThoseOfThePage()
    {
        var events = new[] { typeof(CdcPublisher), typeof(CdcConsumerOptions), typeof(LocalAws) }
            .SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(message => (message.EventId, message.Level.ToString()))
            .ToList();

        events.Should().HaveCountGreaterThan(50);
        OperationsPage.Events.Should().BeEquivalentTo(events);
    }

    [Fact]
    public void Queries_OfTheDashboard_UseMetricsThatThereAre()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "grafana", "cdc-dashboard.json")));
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!)
            .ToList();
        var used = SeriesOf(queries);

        used.Except(_metrics.Value.SelectMany(Series)).Should().BeEmpty();
        // And it leaves none out.
        _metrics.Value.Where(metric => !Series(metric).Any(used.Contains)).Should().BeEmpty();
    }

    [Fact]
    public void Queries_OfTheAlarms_UseMetricsThatThereAre()
    {
        var used = SeriesOf(OperationsPage.Queries);

        used.Should().HaveCountGreaterThan(5);
        used.Except(_metrics.Value.SelectMany(Series)).Should().BeEmpty();
    }

    /// <summary>The names of a metric's series in Prometheus.</summary>
    private static IEnumerable<string> Series((string Name, string Kind, string Unit) metric)
    {
        var name = metric.Name.Replace('.', '_') + (metric.Unit == "s" ? "_seconds" : "");
        return metric.Kind switch
        {
            "Counter" => [$"{name}_total"],
            "Histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ => [name],
        };
    }

    private static HashSet<string> SeriesOf(IEnumerable<string> queries) =>
        [.. queries.SelectMany(query => SeriesName().Matches(query)).Select(match => match.Value)];

    /// <summary>Makes the instruments as the packages do, and hears of them as an exporter would.</summary>
    private static List<(string Name, string Kind, string Unit)> ReadMetrics()
    {
        // Examples that run beside this test have consumers, and meters, of their own.
        var found = new HashSet<(string Meter, string Name, string Kind, string Unit)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name is not ("Cdc.Publisher" or "Cdc.Consumer")) return;
            var kind = instrument.GetType().Name.Split('`')[0].Replace("Observable", "", StringComparison.Ordinal);
            lock (found) found.Add((instrument.Meter.Name, instrument.Name, kind, instrument.Unit!));
        };
        listener.Start();
        RuntimeHelpers.RunClassConstructor(typeof(CdcPublisher).Assembly.GetType("Cdc.Publisher.Telemetry.PublisherTelemetry", throwOnError: true)!.TypeHandle);
        var consumer = typeof(CdcConsumerOptions).Assembly.GetType("Cdc.Consumer.Telemetry.ConsumerTelemetry", throwOnError: true)!;
        using var telemetry = (IDisposable)Activator.CreateInstance(consumer, "queue", null, TimeProvider.System, NullLogger.Instance)!;
        consumer.GetMethod("Observe")!.Invoke(telemetry, [() => 0, () => 0]);
        lock (found) return [.. found.Select(one => (one.Name, one.Kind, one.Unit))];
    }

    [GeneratedRegex(@"\b(cdc|messaging_(client|process))_[a-z_]+(?=[\[{)]|$)")]
    private static partial Regex SeriesName();
}
