using System.Collections.Concurrent;
using Cdc.Benchmarks.Measuring;
using Cdc.Lambda;
using Cdc.Lambda.Sns;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Takes everything after a time, and says how long its calls really took.</summary>
internal sealed class SlowSns(TimeSpan latency) : ISnsPublisher, IBodySender
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    /// <summary>What a call takes, in milliseconds; a timer is a little late.</summary>
    public double MedianCall => Median.Of(_milliseconds);

    public async Task<IReadOnlyList<SnsFailure>> PublishBodyAsync(string topicArn, PublishBatchBody body, CancellationToken cancellationToken)
    {
        var start = Clocks.Wall();
        await Task.Delay(latency, TimeProvider.System, cancellationToken);
        _milliseconds.Add((Clocks.Wall() - start).TotalMilliseconds);
        return [];
    }

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken) =>
        throw new NotSupportedException("What is measured goes the way of SnsClient, which takes bodies.");
}
