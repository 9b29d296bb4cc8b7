using Cdc.Benchmarks.Measuring;
using Cdc.Testing;

namespace Cdc.Benchmarks.Publisher;

/// <summary>How long the function takes from the start of its process to its first answer, native and on the .NET runtime.</summary>
internal static class ColdStartFigures
{
    /// <param name="effort">How often the processes are started.</param>
    /// <param name="native">The native executable; null where there is none.</param>
    /// <param name="nativeAbsent">Why there is none.</param>
    /// <param name="cancellationToken">Stops before the next process.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(
        Effort effort, FileInfo? native, string nativeAbsent, CancellationToken cancellationToken)
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws, cancellationToken: cancellationToken);
        using var sns = aws.CreateSnsClient();
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = server.Url.ToString(),
            ["AWS_REGION"] = aws.Options.Region,
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["Cdc__TopicArn"] = await sns.CreateTopicAsync("orders", cancellationToken: cancellationToken),
        };
        string[] jit = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "OrdersDemo.StreamFunction.dll")];
        var (nativeStarts, jitStarts) = (new List<FunctionStart>(), new List<FunctionStart>());
        // The first start of each warms up this process and the system's file cache.
        for (var start = 0; start <= effort.Starts; start++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (native is not null) await AddAsync([native.FullName], nativeStarts, start > 0);
            await AddAsync(jit, jitStarts, start > 0);
        }

        return
        [
            Time("cold_start_ms", nativeStarts, Target.AtMost(80), nativeAbsent),
            Memory("rss_mb", nativeStarts, Target.AtMost(45), nativeAbsent),
            Time("cold_start_jit_ms", jitStarts),
            Memory("rss_jit_mb", jitStarts),
        ];

        async Task AddAsync(string[] command, List<FunctionStart> starts, bool counts)
        {
            var measured = await FunctionStart.MeasureAsync(command, environment, OrderEvents.Write(1, images: true));
            if (counts) starts.Add(measured);
        }
    }

    private static Figure Time(string name, List<FunctionStart> starts, Target? target = null, string? absent = null) =>
        starts.Count == 0
            ? new Figure(name, null, "ms", target, absent)
            : new Figure(name, Median.Of(starts.Select(start => start.Milliseconds)), "ms", target);

    private static Figure Memory(string name, List<FunctionStart> starts, Target? target = null, string? absent = null)
    {
        if (starts.Count == 0) return new Figure(name, null, "MB", target, absent);
        var peaks = starts.Select(start => start.PeakMegabytes).OfType<double>().ToList();
        return peaks.Count == 0
            ? new Figure(name, null, "MB", target, "/proc is Linux's")
            : new Figure(name, Median.Of(peaks), "MB", target);
    }
}
