using System.Globalization;
using Amazon.SQS.Model;
using Cdc.Consumer.Logging;
using Cdc.Consumer.Sqs;
using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Leases;

/// <summary>Makes one call for ten messages, or for those that came within a short time.</summary>
/// <param name="call">Settles up to ten messages; gives the failed ones by their index.</param>
/// <param name="what">What the call does, for logs: "Deleting".</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of what could not be settled.</param>
/// <param name="linger">How long a receipt waits for others.</param>
internal sealed class SettlementBatcher(
    Func<List<Settlement>, CancellationToken, Task<List<BatchResultErrorEntry>>> call,
    string what,
    TimeProvider time,
    ILogger logger,
    TimeSpan linger) : IDisposable
{
    /// <summary>How long a receipt waits for others, where nothing waits for it.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    /// <summary>How long where the next message of its group waits.</summary>
    public static readonly TimeSpan ShortLinger = TimeSpan.FromMilliseconds(5);

    /// <summary>How long <see cref="FlushAsync"/> gives SQS.</summary>
    public static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long one call may take before it counts as failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How often a receipt is sent.</summary>
    public const int MaxAttempts = 3;

    /// <summary>How many may be unsettled before <see cref="WaitForRoomAsync"/> waits.</summary>
    public const int MaxUnsettled = 2_000;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _giveUp = new(Timeout.InfiniteTimeSpan, time);
    private List<Settlement> _open = new(SqsQueue.MaxBatch);
    private ITimer? _timer;
    private int _unsettled;
    private bool _hurries;
    private TaskCompletionSource? _settled;
    private TaskCompletionSource? _room;

    /// <summary>Told of each message whether it is settled; neither waited for nor to throw.</summary>
    public Action<ReceivedMessage, bool>? OnEnd { get; set; }

    /// <summary>Takes a message to settle soon; does not wait.</summary>
    public void Add(Settlement settlement)
    {
        lock (_gate) AddOne(settlement);
    }

    /// <summary>Takes messages to settle soon; does not wait.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="take">Says whether a message is one to settle.</param>
    public void Add(List<ReceivedMessage> messages, Predicate<ReceivedMessage> take)
    {
        lock (_gate)
        {
            foreach (var message in messages)
            {
                if (take(message)) AddOne(new Settlement(message, 0));
            }
        }
    }

    /// <summary>Sends what is open, and from now on each receipt at once.</summary>
    public void Hurry()
    {
        lock (_gate)
        {
            _hurries = true;
            SendOpen();
        }
    }

    /// <summary>Waits while there are too many unsettled: what is received only adds to them.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_unsettled < MaxUnsettled) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends what is open, and from now on each receipt at once, and waits until all are settled or given up.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            _settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _hurries = true;
            SendOpen();
            if (_unsettled == 0) return Task.CompletedTask;
            _giveUp.CancelAfter(FlushTimeout);
            return _settled.Task;
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _giveUp.Dispose();
    }

    // In the gate.
    private void AddOne(Settlement settlement)
    {
        _unsettled++;
        _open.Add(settlement);
        if (_open.Count == SqsQueue.MaxBatch || _hurries) SendOpen();
        else if (_open.Count == 1) StartTimer();
    }

    // In the gate.
    private void StartTimer()
    {
        if (_timer is null) _timer = time.CreateTimer(_ => OnTimer(), null, linger, Timeout.InfiniteTimeSpan);
        else _timer.Change(linger, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate) SendOpen();
    }

    // In the gate.
    private void SendOpen()
    {
        if (_open.Count == 0) return;
        var batch = _open;
        _open = new List<Settlement>(SqsQueue.MaxBatch);
        _ = Task.Run(() => SettleAsync(batch));
    }

    private async Task SettleAsync(List<Settlement> batch)
    {
        var left = batch;
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            left = await TryAsync(left, isLast: attempt == MaxAttempts).ConfigureAwait(false);
            if (left.Count > 0) await PauseAsync(attempt).ConfigureAwait(false);
        }

        lock (_gate)
        {
            _unsettled -= batch.Count;
            if (_unsettled == 0) _settled?.TrySetResult();
            if (_unsettled >= MaxUnsettled) return;
            _room?.TrySetResult();
            _room = null;
        }
    }

    /// <returns>What to try again.</returns>
    private async Task<List<Settlement>> TryAsync(List<Settlement> batch, bool isLast)
    {
        isLast |= _giveUp.IsCancellationRequested;
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _giveUp.Token);
            List<Settlement> again = [];
            List<ReceivedMessage>? failed = null;
            foreach (var failure in await call(batch, either.Token).ConfigureAwait(false))
            {
                var settlement = batch[int.Parse(failure.Id, NumberStyles.None, CultureInfo.InvariantCulture)];
                if (isLast || failure.SenderFault == true)
                {
                    logger.NotSettled(what, settlement.Receipt.MessageId, failure.Code, failure.Message);
                    OnEnd?.Invoke(settlement.Message, false);
                    (failed ??= []).Add(settlement.Message);
                }
                else
                {
                    again.Add(settlement);
                }
            }

            if (OnEnd is { } onEnd)
            {
                foreach (var settlement in batch)
                {
                    if (failed?.Contains(settlement.Message) != true && !again.Contains(settlement)) onEnd(settlement.Message, true);
                }
            }

            return again;
        }
#pragma warning disable CA1031 // SQS delivers again what was not settled.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!isLast && !_giveUp.IsCancellationRequested) return batch;
            logger.BatchNotSettled(error, what, string.Join(", ", batch.Select(settlement => settlement.Receipt.MessageId)), SqsFault.Advice(error));
            foreach (var settlement in batch) OnEnd?.Invoke(settlement.Message, false);
            return [];
        }
    }

    private async Task PauseAsync(int attempt)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), time, _giveUp.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            // No time left to wait: the next attempt, which fails at once, is the last and says so.
        }
    }
}
