using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Hosting;
using Cdc.Core;
using Cdc.Fuzzing.Inputs;
using Cdc.Fuzzing.Oracles;

namespace Cdc.Fuzzing.Targets;

/// <summary>A consumer, from the receive to the delete: it gets the input as a message, and beside it one that is well.</summary>
/// <param name="between">What stands between the consumer and the handler; a test puts a fault there.</param>
internal sealed class ConsumerTarget(Func<ICdcHandler<ReadOnlyMemory<byte>>, ICdcHandler<ReadOnlyMemory<byte>>>? between = null) : IFuzzTarget
{
    private const string Healthy = "healthy";
    private const string Fuzzed = "fuzzed";

    private static readonly FuzzedSqs _sqs = new();
    private static readonly HurriedTime _time = new();
    private static readonly string _healthyBody = MessageInputs.Envelope("modify", $$"""{"id":"{{Healthy}}"}""");
    private static readonly string[] _receiveCounts = ["1", "2", "1000", "0", "-1", "99999999999", "x", ""];

    public string Name => "consumer";

    public byte[] CreateInput(Dice dice) => Mutated.ToInput(MessageInputs.Create(dice));

    public async Task<Verdict> RunAsync(byte[] input, Dice dice)
    {
        var body = Mutated.ToText(input);
        var isFifo = dice.OneIn(4);
        var count = dice.OneIn(4) ? dice.Pick(_receiveCounts) : "1";
        var queue = new FuzzedQueue([MessageOf(Fuzzed, body, count), MessageOf(Healthy, _healthyBody, "1")]);
        var url = _sqs.Add(queue, isFifo);
        var options = new CdcConsumerOptions
        {
            QueueUrl = url,
            VisibilityTimeout = TimeSpan.FromSeconds(30),
            ReceiveGracePeriod = TimeSpan.Zero,
            MaxConcurrentReceives = 1,
            CoalesceChanges = dice.OneIn(3),
            UnreadableMessages = dice.Pick([UnreadableMessageAction.Leave, UnreadableMessageAction.Delete, UnreadableMessageAction.DeadLetter]),
            DeadLetterQueueUrl = dice.OneIn(2) ? url + "#dead" : null,
        };
        var handler = new ScriptedHandler(dice);
        try
        {
            await ConsumeAsync(options, between?.Invoke(handler) ?? handler, queue);
        }
        finally
        {
            _sqs.Remove(url);
        }

        return Judge(body, options, queue, handler);
    }

    private static async Task ConsumeAsync(CdcConsumerOptions options, ICdcHandler<ReadOnlyMemory<byte>> handler, FuzzedQueue queue)
    {
        var root = new ConsumerRoot<ReadOnlyMemory<byte>>("fuzz", scopes: null, CdcKeyFormat.ForJson()) { Time = _time };
        using var pipeline = new ConsumerPipeline(
            _sqs,
            options,
            new EnvelopeBodyReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson()),
            telemetry => new ChangePipeline<ReadOnlyMemory<byte>>(
                root, HandlerKind.NewContext, (context, token) => HandlerKind.Done(handler.HandleAsync((CdcContext<ReadOnlyMemory<byte>>)context, token)), telemetry),
            new ConsumerState("fuzz", _time, FormattingLogs.Factory),
            meters: null,
            _time,
            FormattingLogs.Factory);
        pipeline.Start();
        await queue.AllSettled;
        pipeline.Close();
        await pipeline.DrainAsync(CancellationToken.None);
    }

    private static Verdict Judge(string body, CdcConsumerOptions options, FuzzedQueue queue, ScriptedHandler handler)
    {
        var (healthy, fuzzed) = handler.Seen;
        if (!queue.Deleted.ContainsKey(Healthy) || healthy != 1) return Verdict.LostBecause("the message beside it was not handled");
        var isHandled = !handler.Failed && BodyChanges.AreDone(body, fuzzed, [], options.CoalesceChanges);
        if (!queue.Deleted.ContainsKey(Fuzzed)) return isHandled ? Verdict.LostBecause("it was handled, and comes again") : new Verdict(Outcome.Reported);
        if (queue.Released.ContainsKey(Fuzzed)) return Verdict.LostBecause("it was released and deleted");
        if (isHandled) return new Verdict(Outcome.Done);
        if (queue.DeadLettered.Contains(body) || BodyChanges.AreDone(body, fuzzed, queue.DeadLettered, options.CoalesceChanges)) return new Verdict(Outcome.Refused);
        return fuzzed.Count == 0 && options.UnreadableMessages == UnreadableMessageAction.Delete && !IsReadable(body)
            ? new Verdict(Outcome.Refused)
            : Verdict.LostBecause("it was deleted, though it was not handled and no rule says so");
    }

    private static bool IsReadable(string body)
    {
        try
        {
            return new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson()).ReadBody(body).Count > 0;
        }
        catch (CdcEnvelopeFormatException)
        {
            return false;
        }
    }

    private static Message MessageOf(string id, string body, string receiveCount) => new()
    {
        MessageId = id,
        ReceiptHandle = id,
        Body = body,
        Attributes = new()
        {
            [MessageSystemAttributeName.ApproximateReceiveCount] = receiveCount,
            [MessageSystemAttributeName.MessageGroupId] = id,
        },
    };

    /// <summary>Handles what it is given, or fails at one change of the input, or rejects it.</summary>
    private sealed class ScriptedHandler(Dice dice) : ICdcHandler<ReadOnlyMemory<byte>>
    {
        private readonly Lock _gate = new();
        private readonly List<CdcEnvelope<ReadOnlyMemory<byte>>> _fuzzed = [];
        private readonly int _failsAt = dice.OneIn(3) ? dice.Next(3) : int.MaxValue;
        private readonly bool _rejects = dice.OneIn(2);
        private int _healthy;

        public bool Failed { get; private set; }

        /// <summary>How often the healthy message was handled, and what was handled of the other.</summary>
        public (int Healthy, List<CdcEnvelope<ReadOnlyMemory<byte>>> Fuzzed) Seen
        {
            get
            {
                lock (_gate) return (_healthy, _fuzzed);
            }
        }

        public Task HandleAsync(CdcContext<ReadOnlyMemory<byte>> context, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (context.Key.Span.IndexOf("healthy"u8) >= 0)
                {
                    _healthy++;
                    return Task.CompletedTask;
                }

                if (_fuzzed.Count == _failsAt)
                {
                    Failed = true;
                    throw _rejects ? new CdcRejectException() : new TimeoutException("No.");
                }

                _fuzzed.Add(context.Change);
                return Task.CompletedTask;
            }
        }
    }
}
