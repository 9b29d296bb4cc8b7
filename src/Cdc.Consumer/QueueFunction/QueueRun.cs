using Cdc.Consumer.Handling;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.QueueFunction;

/// <summary>
/// Handles the changes of one invocation: each when the earlier ones of its item have ended, and in a FIFO queue when the earlier messages of its group are handled; side by side up to a bound.
/// </summary>
/// <param name="pipeline">Handles changes.</param>
/// <param name="settlement">Says of each change that ended, and of each message that cannot be read, whether it is done with.</param>
/// <param name="maxConcurrency">How many changes, or batches, are handled at once.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what fails.</param>
/// <param name="outOfTime">Cancelled when the handlers have to stop.</param>
internal sealed class QueueRun(
    IChangePipeline pipeline, QueueSettlement settlement, int maxConcurrency, TimeProvider time, ILogger logger, CancellationToken outOfTime)
{
    private readonly Lock _gate = new();
    private readonly Queue<QueueChange> _ready = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueueWork[] _work = [];
    private int _left;
    private int _running;

    /// <summary>How many handlers, or batches, run at this moment.</summary>
    public int Running
    {
        get
        {
            lock (_gate) return _running;
        }
    }

    /// <summary>The ids of the messages that are not handled at this moment, each once.</summary>
    public IReadOnlyList<string> Unhandled
    {
        get
        {
            lock (_gate) return [.. _work.Where(message => !message.IsHandled).Select(message => message.Message.Id).Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>Handles messages, in the order of the event.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="deadline">When their handlers are cancelled; null where nobody knows.</param>
    /// <returns>A task that ends when each message is handled or has failed; it does not fail.</returns>
    public Task RunAsync(IReadOnlyList<QueueMessage> messages, IBodyReader reader, DateTimeOffset? deadline)
    {
        lock (_gate)
        {
            _work = [.. messages.Select(message => new QueueWork(message))];
            _left = _work.Length;
            if (_left == 0) _ended.TrySetResult();
            Arrange(reader, deadline);
            Start();
        }

        return _ended.Task;
    }

    // All below in the gate, but for what is async.
    private void Arrange(IBodyReader reader, DateTimeOffset? deadline)
    {
        var lastOfItem = new Dictionary<object, QueueChange>(reader.Items);
        var lastOfGroup = new Dictionary<string, QueueWork>(StringComparer.Ordinal);
        foreach (var work in _work)
        {
            var message = new QueueFunctionMessage(work.Message.Message, deadline);
            var deliveries = reader.Read(message, out var problem);
            foreach (var delivery in deliveries) delivery.IsAlone = deliveries.Length == 1;
            work.Changes = problem is null
                ? Array.ConvertAll(deliveries, delivery => new QueueChange(work, delivery))
                : [new QueueChange(work, delivery: null) { Unreadable = message }];
            work.Left = work.Changes.Length;
            if (problem is not null) settlement.TellUnreadable(message, problem);

            var isBehind = false;
            if (work.Message.FifoGroup is { } group)
            {
                isBehind = lastOfGroup.TryGetValue(group, out var last);
                if (isBehind) last!.NextOfGroup = work;
                lastOfGroup[group] = work;
            }

            foreach (var change in work.Changes)
            {
                if (isBehind) change.WaitsFor++;
                if (change.Delivery is { } delivery)
                {
                    if (lastOfItem.TryGetValue(delivery.Item, out var earlier))
                    {
                        earlier.Next = change;
                        change.WaitsFor++;
                    }

                    lastOfItem[delivery.Item] = change;
                }

                if (change.WaitsFor == 0) _ready.Enqueue(change);
            }
        }
    }

    private void Start()
    {
        while (_running < maxConcurrency && TakeReady() is { } run)
        {
            _running++;
            _ = Task.Run(() => RunAsync(run), CancellationToken.None);
        }
    }

    /// <returns>Changes that may run together; null where none is ready.</returns>
    private List<QueueChange>? TakeReady()
    {
        while (_ready.TryDequeue(out var first))
        {
            if (outOfTime.IsCancellationRequested || first.Message.IsStopped)
            {
                End(first, isDone: false);
                continue;
            }

            var run = new List<QueueChange> { first };
            if (GroupOf(first) is { } group) Gather(run, group);
            return run;
        }

        return null;
    }

    private void Gather(List<QueueChange> run, BatchGroup group)
    {
        for (var count = _ready.Count; count > 0; count--)
        {
            var change = _ready.Dequeue();
            if (run.Count < group.MaxSize && !change.Message.IsStopped && GroupOf(change) == group) run.Add(change);
            else _ready.Enqueue(change);
        }
    }

    private BatchGroup? GroupOf(QueueChange change) => change.Delivery is { } delivery ? pipeline.GroupOf(delivery) : null;

    private async Task RunAsync(List<QueueChange> run)
    {
        if (run[0].Unreadable is { } unreadable)
        {
            var isDone = await settlement.SettleUnreadableAsync(unreadable, run[0].Message.Message.FifoGroup).ConfigureAwait(false);
            lock (_gate) End(run[0], isDone);
        }
        else
        {
            var deliveries = run.ConvertAll(change => change.Delivery!);
            await HandleAsync(deliveries).ConfigureAwait(false);
            for (var index = 0; index < run.Count; index++)
            {
                var isDone = await settlement.SettleAsync(deliveries[index], run[index].Message.Message.FifoGroup, outOfTime).ConfigureAwait(false);
                lock (_gate) End(run[index], isDone);
            }
        }

        lock (_gate)
        {
            _running--;
            Start();
        }
    }

    private async Task HandleAsync(List<ChangeDelivery> deliveries)
    {
        try
        {
            foreach (var delivery in deliveries) delivery.StartedAt = time.GetTimestamp();
            await pipeline.RunAsync(deliveries, outOfTime).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What has no outcome has failed.
        catch (Exception error)
#pragma warning restore CA1031
        {
            foreach (var delivery in deliveries.Where(delivery => delivery.Outcome == DeliveryOutcome.None)) delivery.Failed(error);
        }
    }

    private void End(QueueChange change, bool isDone)
    {
        var message = change.Message;
        message.HasFailed |= !isDone;
        if (change.Next is { } next && --next.WaitsFor == 0) _ready.Enqueue(next);
        if (--message.Left > 0) return;
        if (message.NextOfGroup is { } behind) Release(behind, message.HasFailed);
        if (--_left == 0) _ended.TrySetResult();
    }

    private void Release(QueueWork message, bool isStopped)
    {
        // What is behind a failure is to come again behind it.
        message.IsStopped = isStopped;
        if (isStopped && !outOfTime.IsCancellationRequested) logger.GroupStopped(message.Message.Id);
        foreach (var change in message.Changes)
        {
            if (--change.WaitsFor == 0) _ready.Enqueue(change);
        }
    }
}
