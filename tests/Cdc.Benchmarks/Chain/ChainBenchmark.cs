using Cdc.Benchmarks.Measuring;

namespace Cdc.Benchmarks.Chain;

/// <summary>Measures the whole way on a <c>LocalAws</c> in process, and what AWS would bill for it.</summary>
internal static class ChainBenchmark
{
    private const int Million = 1_000_000;

    private const int ChangesPerMessage = 100;

    public static Task<Report> RunAsync(bool isQuick, CancellationToken cancellationToken)
    {
        var changes = isQuick ? 40_000 : 200_000;
        return Benchmark.RunAsync(
            "chain",
            isQuick,
            [
                ("warming up", async () =>
                {
                    await ChainRun.MeasureAsync(10_000, 1);
                    await ChainRun.MeasureAsync(10_000, ChangesPerMessage);
                    return [];
                }),
                ("one change a message", async () => FiguresOf("single", await ChainRun.MeasureAsync(changes, 1), target: null)),
                ("a hundred changes a message", async () => FiguresOf("packed", await ChainRun.MeasureAsync(changes, ChangesPerMessage), Target.AtMost(0.02))),
            ],
            cancellationToken);
    }

    private static IReadOnlyList<Figure> FiguresOf(string name, ChainRun run, Target? target)
    {
        var (bill, changes) = (run.Bill, (double)run.Changes);
        return
        [
            new(name + "_rate", changes / run.Took.TotalSeconds, "changes/s"),
            new(name + "_changes_per_message", changes / bill.Deliveries, "changes"),
            new(name + "_invocations", bill.Invocations / changes * Million, "a million changes"),
            new(name + "_publish_calls", bill.Publishes / changes * Million, "a million changes"),
            new(name + "_publish_units", bill.PublishUnits / changes * Million, "a million changes"),
            new(name + "_delivery_units", bill.DeliveryUnits / changes * Million, "a million changes"),
            new(name + "_receive_calls", bill.Receives / changes * Million, "a million changes"),
            new(name + "_receive_units", bill.ReceiveUnits / changes * Million, "a million changes"),
            new(name + "_delete_calls", bill.Deletes / changes * Million, "a million changes"),
            new(name + "_cost", bill.Dollars / changes * Million, "$ a million changes", target),
        ];
    }
}
