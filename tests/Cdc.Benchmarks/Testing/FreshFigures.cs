using Cdc.Benchmarks.Measuring;
using Cdc.Testing;

namespace Cdc.Benchmarks.Testing;

/// <summary>What a new <see cref="LocalAws"/> costs a test, alone and with a client of each service.</summary>
internal static class FreshFigures
{
    public static IReadOnlyList<Figure> Measure(TestingEffort effort) =>
    [
        new("fresh_us", MedianOf(effort, _ => { }), "µs", Target.AtMost(1_000)),
        new("fresh_with_clients_us", MedianOf(effort, MakeClients), "µs"),
    ];

    private static double MedianOf(TestingEffort effort, Action<LocalAws> use) => Median.Of(Enumerable.Range(0, effort.Fresh).Select(_ =>
    {
        var start = Clocks.Wall();
        using (var aws = new LocalAws()) use(aws);
        return (Clocks.Wall() - start).TotalMicroseconds;
    }));

    private static void MakeClients(LocalAws aws)
    {
        using var dynamoDb = aws.CreateDynamoDbClient();
        using var streams = aws.CreateStreamsClient();
        using var sns = aws.CreateSnsClient();
        using var sqs = aws.CreateSqsClient();
    }
}
