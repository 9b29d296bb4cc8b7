using Cdc.Testing.Faults;

namespace Cdc.Testing;

/// <summary>Describes something that goes wrong in a call to a <see cref="LocalAws"/>; <see cref="AwsFaults.Add"/> says when.</summary>
public sealed class AwsFault
{
    /// <summary>AWS's visibility timeout ends at 12 hours, a stream's retention at 24; no test needs a longer jump than this.</summary>
    private static readonly TimeSpan _longestJump = TimeSpan.FromDays(365);

    private AwsFault(AwsFaultKind kind) => Kind = kind;

    /// <summary>Gets a refusal because of too many calls, as each service answers it; the call is not carried out.</summary>
    /// <value>
    /// SQS: <c>RequestThrottled</c> (403). SNS: <c>ThrottlingException</c> (400). DynamoDB: <c>ProvisionedThroughputExceededException</c> for
    /// items, <c>ThrottlingException</c> for tables (400). DynamoDB Streams: <c>LimitExceededException</c> (400). The AWS SDK tries them again.
    /// </value>
    public static AwsFault Throttling { get; } = new(AwsFaultKind.Throttling);

    /// <summary>Gets an answer with HTTP status 500 and the service's own error code; the call is not carried out.</summary>
    public static AwsFault InternalError { get; } = new(AwsFaultKind.InternalError);

    /// <summary>Gets an answer with HTTP status 503, <c>ServiceUnavailable</c>; the call is not carried out.</summary>
    public static AwsFault ServiceUnavailable { get; } = new(AwsFaultKind.ServiceUnavailable);

    /// <summary>Gets a connection that breaks before the call is carried out.</summary>
    /// <value>
    /// A client of the SDK tries it again, then throws an <see cref="IOException"/>. In process its cause is a
    /// <see cref="System.Net.Sockets.SocketException"/>, <see cref="System.Net.Sockets.SocketError.ConnectionReset"/>; a
    /// <see cref="LocalAwsServer"/> aborts the connection.
    /// </value>
    public static AwsFault ConnectionReset { get; } = new(AwsFaultKind.ConnectionReset);

    /// <summary>
    /// Gets a connection that breaks after the call is carried out and before its answer arrives. If the client tries again, the call is carried out twice.
    /// </summary>
    public static AwsFault AnswerLost { get; } = new(AwsFaultKind.AnswerLost);

    /// <summary>Gets one more delivery of a message by a standard queue, while it is in flight or right after it was deleted.</summary>
    /// <value>
    /// Applies to <c>ReceiveMessage</c>, as soon as a message is in flight or among the last 16 that were deleted. The delivery does not add to
    /// <c>ApproximateReceiveCount</c>, so it never moves a message to a dead-letter queue
    /// (<see href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html"/>).
    /// </value>
    public static AwsFault DuplicateDelivery { get; } = new(AwsFaultKind.DuplicateDelivery);

    /// <summary>Gets a receive from a standard queue that mixes up the order of the next 100 messages.</summary>
    /// <value>Applies to <c>ReceiveMessage</c>, as soon as two messages can be received.</value>
    public static AwsFault Reordering { get; } = new(AwsFaultKind.Reordering);

    /// <summary>Gets a refusal of <c>GetRecords</c> with <c>ExpiredIteratorException</c>.</summary>
    public static AwsFault ExpiredIterator { get; } = new(AwsFaultKind.ExpiredIterator);

    /// <summary>Gets the closing of the shard that <c>GetRecords</c> reads; two open shards continue it.</summary>
    /// <value>Applies while the shard is open, and up to 256 open shards in a stream. <see cref="LocalAws.SplitShards"/> does it without a fault.</value>
    public static AwsFault ShardSplit { get; } = new(AwsFaultKind.ShardSplit);

    /// <summary>Gets what goes wrong.</summary>
    public AwsFaultKind Kind { get; }

    internal TimeSpan Shortest { get; private init; }

    internal TimeSpan Longest { get; private init; }

    internal double Fraction { get; private init; }

    /// <summary>Makes calls wait before they are carried out.</summary>
    /// <param name="delay">How long, on the clock of <see cref="LocalAwsOptions.TimeProvider"/>; above zero, at most an hour.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The delay is out of its range.</exception>
    public static AwsFault Latency(TimeSpan delay) => Latency(delay, delay);

    /// <summary>Makes calls wait for a time between two bounds before they are carried out.</summary>
    /// <param name="shortest">The shortest time; not negative.</param>
    /// <param name="longest">The longest time; above zero, at most an hour, not less than the shortest.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is out of its range.</exception>
    public static AwsFault Latency(TimeSpan shortest, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, TimeSpan.FromHours(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        return new(AwsFaultKind.Latency) { Shortest = shortest, Longest = longest };
    }

    /// <summary>Leaves entries of a batch undone.</summary>
    /// <param name="fraction">The share of entries, above 0, at most 1; at least one entry fails.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is out of its range.</exception>
    /// <remarks>
    /// SNS and SQS list the entries as failed with <c>InternalError</c> and <c>SenderFault</c> false, at HTTP status 200. DynamoDB lists the requests
    /// as unprocessed. If that would be all of them, it refuses the call with <c>ProvisionedThroughputExceededException</c>, as AWS does.
    /// </remarks>
    public static AwsFault PartialFailure(double fraction)
    {
        RequireFraction(fraction);
        return new(AwsFaultKind.PartialFailure) { Fraction = fraction };
    }

    /// <summary>Ends visibility timeouts early, as for a client that got its answer late.</summary>
    /// <param name="fraction">The part of the timeout after which the message is visible again, above 0, below 1.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is out of its range.</exception>
    /// <remarks>Applies to the timeouts that <c>ReceiveMessage</c>, <c>ChangeMessageVisibility</c> and its batch set.</remarks>
    public static AwsFault EarlyVisibility(double fraction)
    {
        RequireFraction(fraction);
        ArgumentOutOfRangeException.ThrowIfEqual(fraction, 1);
        return new(AwsFaultKind.EarlyVisibility) { Fraction = fraction };
    }

    /// <summary>Makes the services' clock jump for good before a call is carried out; jumps add up.</summary>
    /// <param name="by">How far: forward, or backward where negative; not zero, at most 365 days either way.</param>
    /// <returns>The fault.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The jump is out of its range.</exception>
    /// <remarks>
    /// Visibility timeouts, delays, retention and iterators follow the jump. A poll's waiting time does not follow it, because AWS measures that by
    /// another clock. <see cref="LocalAws.MoveClock"/> does the same without a fault.
    /// </remarks>
    public static AwsFault ClockJump(TimeSpan by)
    {
        RequireJump(by);
        return new(AwsFaultKind.ClockJump) { Shortest = by, Longest = by };
    }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        AwsFaultKind.Latency => $"Latency({Shortest} to {Longest})",
        AwsFaultKind.ClockJump => $"ClockJump({Longest})",
        AwsFaultKind.PartialFailure or AwsFaultKind.EarlyVisibility => FormattableString.Invariant($"{Kind}({Fraction})"),
        _ => Kind.ToString(),
    };

    internal static void RequireJump(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(by, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(by, -_longestJump);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by, _longestJump);
    }

    internal TimeSpan Duration(FaultDraw draw) => Shortest + ((Longest - Shortest) * draw.NextDouble());

    private static void RequireFraction(double fraction)
    {
        if (!(fraction is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction must be above 0 and at most 1.");
    }
}
