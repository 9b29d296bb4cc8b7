using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Testing;

/// <summary>Measures what <c>Cdc.Testing</c> promises.</summary>
internal static class TestingBenchmark
{
    public static Task<Report> RunAsync(bool isQuick, CancellationToken cancellationToken)
    {
        var effort = isQuick ? TestingEffort.Quick : TestingEffort.Full;
        return Benchmark.RunAsync(
            "testing",
            isQuick,
            [
                ("a fresh LocalAws", () => Task.FromResult(FreshFigures.Measure(effort))),
                ("PutItem", () => CallFigures.MeasureAsync(new PutItems(), "put_item", "items", 10_000, effort)),
                ("SQS messages", () => CallFigures.MeasureAsync(new QueuedMessages(), "sqs_message", "messages", 20_000, effort)),
                ("what grows", () => ScaleFigures.MeasureAsync(effort)),
            ],
            cancellationToken);
    }
}
