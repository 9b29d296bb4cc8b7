namespace Cdc.Benchmarks.Chain;

/// <summary>What AWS would bill for the calls of a chain: each call, and each delivery of SNS to a queue, by units of 64 KiB begun.</summary>
/// <remarks><see href="https://aws.amazon.com/sns/pricing/"/>, <see href="https://aws.amazon.com/sqs/pricing/"/></remarks>
internal sealed class Bill
{
    private const int Unit = 64 * 1024;

    // List prices of us-east-1, as docs/scaling.md has them: dollars a unit.
    private const double SnsPrice = 0.50 / 1_000_000;
    private const double SqsPrice = 0.40 / 1_000_000;

    private long _publishes;
    private long _publishUnits;
    private long _deliveries;
    private long _deliveryUnits;
    private long _receives;
    private long _receiveUnits;
    private long _deletes;
    private long _invocations;

    public long Publishes => Volatile.Read(ref _publishes);

    public long PublishUnits => Volatile.Read(ref _publishUnits);

    /// <summary>The messages that SNS sent to the queue.</summary>
    public long Deliveries => Volatile.Read(ref _deliveries);

    public long DeliveryUnits => Volatile.Read(ref _deliveryUnits);

    public long Receives => Volatile.Read(ref _receives);

    public long ReceiveUnits => Volatile.Read(ref _receiveUnits);

    public long Deletes => Volatile.Read(ref _deletes);

    public long Invocations => Volatile.Read(ref _invocations);

    public double Dollars => (PublishUnits * SnsPrice) + ((DeliveryUnits + ReceiveUnits + Deletes) * SqsPrice);

    public void Published(long bytes)
    {
        Interlocked.Increment(ref _publishes);
        Interlocked.Add(ref _publishUnits, UnitsOf(bytes));
    }

    /// <param name="messages">The bytes of each message; none for a receive that found nothing.</param>
    public void Received(IReadOnlyCollection<long> messages)
    {
        Interlocked.Increment(ref _receives);
        Interlocked.Add(ref _receiveUnits, UnitsOf(messages.Sum()));
        Interlocked.Add(ref _deliveries, messages.Count);
        Interlocked.Add(ref _deliveryUnits, messages.Sum(UnitsOf));
    }

    public void Deleted() => Interlocked.Increment(ref _deletes);

    public void Invoked() => Interlocked.Increment(ref _invocations);

    private static long UnitsOf(long bytes) => Math.Max(1, (bytes + Unit - 1) / Unit);
}
