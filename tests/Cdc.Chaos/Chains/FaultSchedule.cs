using Cdc.Testing;

namespace Cdc.Chaos.Chains;

/// <summary>Draws the faults of a chain, again and again.</summary>
internal sealed class FaultSchedule
{
    private const int MostAtOnce = 24;

    /// <summary>There is a limit, as each further shard is read four times a second until the end.</summary>
    private const int MostSplits = 10;

    private const double LeastProbability = 0.02;
    private const double HighestProbability = 0.2;

    private static readonly TimeSpan _shortestLatency = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _longestLatency = TimeSpan.FromMilliseconds(80);

    // Far below half of any visibility timeout here, as messages that are held must stay hidden.
    private static readonly TimeSpan _jump = TimeSpan.FromSeconds(1);

    private readonly AwsFaults _faults;
    private readonly Chance _chance;
    private readonly IReadOnlyList<IReadOnlyList<Mishap>> _groups;
    private int _ahead;

    public FaultSchedule(AwsFaults faults, Chance chance, bool isFifo)
    {
        (_faults, _chance) = (faults, chance);
        List<Mishap> calls = [.. CallMishaps()];
        _groups = [calls, calls, calls, [.. BatchMishaps()], [.. StreamMishaps()], [Jump()], .. isFifo ? (IReadOnlyList<Mishap>[])[] : [[.. StandardMishaps()]]];
    }

    /// <summary>The direction in which the services' clock jumps next. It changes, so that the clock never gets far from the real time.</summary>
    private int Direction => _ahead > 0 ? -1 : 1;

    /// <summary>Replaces the faults by others.</summary>
    public void Redraw()
    {
        var before = _faults.Rules;
        _faults.Clear();
        _ahead += Direction * before.Where(rule => rule.Fault.Kind == AwsFaultKind.ClockJump).Sum(rule => rule.Injected);
        for (var left = 1 + _chance.Next(MostAtOnce); left > 0; left--)
        {
            var mishap = _chance.OneOf(_chance.OneOf(_groups));
            if (mishap.Fits())
                _faults.Add(mishap.Service, mishap.Operation, mishap.Fault(), _chance.Between(LeastProbability, HighestProbability), mishap.Count);
        }
    }

    private static IEnumerable<Mishap> CallMishaps()
    {
        (AwsService Service, string[] Operations)[] targets =
        [
            (AwsService.DynamoDb, ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "BatchGetItem"]),
            (AwsService.DynamoDbStreams, ["GetRecords", "GetShardIterator", "DescribeStream"]),
            (AwsService.Sns, ["PublishBatch"]),
            (AwsService.Sqs, ["ReceiveMessage", "DeleteMessageBatch", "ChangeMessageVisibilityBatch", "SendMessage"]),
        ];
        AwsFault[] all =
        [
            AwsFault.Throttling, AwsFault.InternalError, AwsFault.ServiceUnavailable, AwsFault.ConnectionReset, AwsFault.AnswerLost,
            AwsFault.Latency(_shortestLatency, _longestLatency),
        ];
        return from target in targets from operation in target.Operations from fault in all select new Mishap(target.Service, operation, () => fault);
    }

    private IEnumerable<Mishap> StreamMishaps() =>
    [
        new(AwsService.DynamoDbStreams, "GetRecords", () => AwsFault.ExpiredIterator),
        new(AwsService.DynamoDbStreams, "GetRecords", () => AwsFault.ShardSplit) { Count = 1, Fits = () => _faults.InjectedOf(AwsFaultKind.ShardSplit) < MostSplits },
    ];

    private IEnumerable<Mishap> BatchMishaps() =>
        from target in ((AwsService, string)[])
        [
            (AwsService.Sns, "PublishBatch"), (AwsService.Sqs, "DeleteMessageBatch"), (AwsService.Sqs, "ChangeMessageVisibilityBatch"),
            (AwsService.DynamoDb, "BatchWriteItem"), (AwsService.DynamoDb, "BatchGetItem"),
        ]
        select new Mishap(target.Item1, target.Item2, () => AwsFault.PartialFailure(_chance.Between(0.1, 0.9)));

    private Mishap Jump() => new(AwsService.Sqs, "ReceiveMessage", () => AwsFault.ClockJump(Direction * _jump))
    {
        Count = 1,
        Fits = () => _faults.Rules.All(rule => rule.Fault.Kind != AwsFaultKind.ClockJump),
    };

    /// <summary>The faults that a FIFO queue does not have. It delivers a message once and in order, and an early end of visibility would break that promise.</summary>
    private IEnumerable<Mishap> StandardMishaps() =>
    [
        new(AwsService.Sqs, "ReceiveMessage", () => AwsFault.DuplicateDelivery),
        new(AwsService.Sqs, "ReceiveMessage", () => AwsFault.Reordering),
        new(AwsService.Sqs, "ReceiveMessage", () => AwsFault.EarlyVisibility(_chance.Between(0.01, 0.5))),
        new(AwsService.Sqs, "ChangeMessageVisibilityBatch", () => AwsFault.EarlyVisibility(_chance.Between(0.01, 0.5))),
    ];

    private sealed record Mishap(AwsService Service, string Operation, Func<AwsFault> Fault)
    {
        /// <summary>How often it may strike until the next draw.</summary>
        public int Count { get; init; } = int.MaxValue;

        /// <summary>Whether it may be drawn now.</summary>
        public Func<bool> Fits { get; init; } = () => true;
    }
}
