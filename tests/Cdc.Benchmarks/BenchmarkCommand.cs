using System.CommandLine;
using Cdc.Benchmarks.Chain;
using Cdc.Benchmarks.Consumer;
using Cdc.Benchmarks.Measuring;
using Cdc.Benchmarks.Publisher;
using Cdc.Benchmarks.Testing;

namespace Cdc.Benchmarks;

/// <summary>The command line. People call <c>build/bench.sh</c>.</summary>
internal static class BenchmarkCommand
{
    public static RootCommand Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Measure for less than a minute; the figures vary more." };
        var check = new Option<bool>("--check") { Description = "End with exit code 1 where a target is missed." };
        var output = new Option<DirectoryInfo>("--output")
        {
            Description = "Where the JSON goes.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "bench")),
        };
        var native = new Option<FileInfo?>("--native") { Description = "The function as a native executable, whose cold start is measured." };
        var nativeAbsent = new Option<string>("--native-absent")
        {
            Description = "Why there is no native executable; the report says it.",
            DefaultValueFactory = _ => "no --native was given",
        };

        var publisher = new Command("publisher", "Measures Cdc.Lambda.") { quick, check, output, native, nativeAbsent };
        publisher.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(check),
            parsed.GetValue(output)!,
            PublisherBenchmark.RunAsync(parsed.GetValue(quick), parsed.GetValue(native), parsed.GetValue(nativeAbsent)!, cancellationToken)));

        var consumer = new Command("consumer", "Measures Cdc.Consumer.") { quick, check, output };
        consumer.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(check), parsed.GetValue(output)!, ConsumerBenchmark.RunAsync(parsed.GetValue(quick), cancellationToken)));

        var chain = new Command("chain", "Measures all parts together.") { quick, check, output };
        chain.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(check), parsed.GetValue(output)!, ChainBenchmark.RunAsync(parsed.GetValue(quick), cancellationToken)));

        var testing = new Command("testing", "Measures Cdc.Testing.") { quick, check, output };
        testing.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(check), parsed.GetValue(output)!, TestingBenchmark.RunAsync(parsed.GetValue(quick), cancellationToken)));
        return new RootCommand("Measures what the packages promise about speed and memory.") { publisher, consumer, chain, testing };
    }

    private static async Task<int> RunAsync(bool check, DirectoryInfo folder, Task<Report> benchmark)
    {
        var report = await benchmark;
        folder.Create();
        var file = Path.Combine(folder.FullName, report.Name + ".json");
        await File.WriteAllBytesAsync(file, ReportJson.Write(report));
        Console.Write(ReportTable.Write(report));
        Console.WriteLine($"Written to {Path.GetRelativePath(Directory.GetCurrentDirectory(), file)}");
        return check && report.Figures.Any(figure => figure.IsMet == false) ? 1 : 0;
    }
}
