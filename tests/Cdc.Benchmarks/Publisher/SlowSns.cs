using System.Collections.Concurrent;
using Cdc.Benchmarks.Measuring;
using Cdc.Publisher;
using Cdc.Publisher.Sns;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Takes everything after a set time, and says how long its calls really took.</summary>
internal sealed class SlowSns(TimeSpan latency) : BodySns
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    /// <summary>How long a call really took, in milliseconds; timers are a little late.</summary>
    public double MedianCall => Median.Of(_milliseconds);

    public override async Task<IReadOnlyList<SnsFailure>> PublishBodyAsync(string topicArn, PublishBody body, CancellationToken cancellationToken)
    {
        var start = Clocks.Wall();
        await Task.Delay(latency, TimeProvider.System, cancellationToken);
        _milliseconds.Add((Clocks.Wall() - start).TotalMilliseconds);
        return [];
    }
}
