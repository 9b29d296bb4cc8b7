using Amazon.SQS.Model;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Ordering;
using Cdc.Consumer.Sqs;
using Cdc.Consumer.Telemetry;

namespace Cdc.Consumer.Receiving;

/// <summary>
/// Receives messages as long as there is room for them, reads them and posts them to the dispatcher: with more receives at once as long as they
/// come back full, and with fewer when they come back empty.
/// </summary>
internal sealed class ReceiveLoops(
    SqsQueue queue,
    IBodyReader reader,
    Dispatcher dispatcher,
    LeaseKeeper leases,
    Settler settler,
    HandlerCircuit circuit,
    ReceiveSpell spell,
    IReceiveState state,
    ConsumerTelemetry telemetry,
    CdcConsumerOptions options,
    TimeProvider time)
{
    /// <summary>How long a receive takes at least that brings nothing: where there is no long poll, or the endpoint does not heed it.</summary>
    public static readonly TimeSpan ShortPollPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _loops;

    private int Loops
    {
        get
        {
            lock (_gate) return _loops;
        }
    }

    /// <summary>Runs until it is told to stop; no error of SQS ends it.</summary>
    /// <param name="stopping">Begins no more receives.</param>
    /// <param name="cancelReceives">Cancels those under way.</param>
    public Task RunAsync(CancellationToken stopping, CancellationToken cancelReceives)
    {
        Join(options.MinConcurrentReceives, stopping, cancelReceives);
        return _ended.Task;
    }

    /// <summary>Adds loops until there are as many as wanted.</summary>
    private void Join(int wanted, CancellationToken stopping, CancellationToken cancelReceives)
    {
        lock (_gate)
        {
            for (; _loops < Math.Min(wanted, options.MaxConcurrentReceives); _loops++)
                _ = Task.Run(() => LoopAsync(stopping, cancelReceives), CancellationToken.None);
        }
    }

    /// <returns>Whether enough others go on.</returns>
    private bool TryLeave(int others)
    {
        lock (_gate)
        {
            if (_loops <= others) return false;
            if (--_loops == 0) _ended.TrySetResult();
            return true;
        }
    }

    private async Task LoopAsync(CancellationToken stopping, CancellationToken cancelReceives)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await state.UntilResumedAsync(stopping).ConfigureAwait(false);
                var isTrial = circuit.IsOpen;
                if (isTrial && TryLeave(1)) return;
                if (isTrial) await circuit.PauseAsync(time, stopping).ConfigureAwait(false);
                await settler.WaitForRoomAsync(stopping).ConfigureAwait(false);
                var places = await ReserveAsync(isTrial ? 1 : SqsQueue.MaxBatch, stopping).ConfigureAwait(false);
                if (state.IsPaused)
                {
                    dispatcher.Return(places);
                    continue;
                }

                var (received, pause) = await ReceiveAsync(places, stopping, cancelReceives).ConfigureAwait(false);
                if (received is null && TryLeave(1)) return;
                if (received == 0 && TryLeave(options.MinConcurrentReceives)) return;
                if (received is not null) Join(Math.Max(options.MinConcurrentReceives, received == places && !isTrial ? Loops + 1 : 0), stopping, cancelReceives);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, time, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }

        TryLeave(0);
    }

    private async ValueTask<int> ReserveAsync(int wanted, CancellationToken stopping)
    {
        var reserving = dispatcher.ReserveAsync(wanted, stopping);
        if (reserving.IsCompletedSuccessfully) return reserving.Result;
        var places = await reserving.ConfigureAwait(false);
        // Nothing could be received while there was no room: it is the next receive that tells whether the queue answers.
        state.Received();
        return places;
    }

    /// <returns>How many messages came, null for a failure; and how long to wait before the next receive.</returns>
    private async Task<(int? Received, TimeSpan Pause)> ReceiveAsync(int places, CancellationToken stopping, CancellationToken cancelReceives)
    {
        var posted = 0;
        try
        {
            // After a failure an answer at once says sooner that it works again.
            var isWaiting = !spell.IsFailing && !stopping.IsCancellationRequested;
            var beganAt = time.GetTimestamp();
            var messages = await queue.ReceiveAsync(places, isWaiting, cancelReceives).ConfigureAwait(false);
            spell.Recovered();
            state.Received();
            posted = messages.Count;
            Post(messages);
            return (posted, posted == 0 && isWaiting ? ShortPollPause - time.GetElapsedTime(beganAt) : TimeSpan.Zero);
        }
        catch (Exception error) when (cancelReceives.IsCancellationRequested)
        {
            throw new OperationCanceledException("Told to stop.", error, stopping);
        }
#pragma warning disable CA1031 // Nothing that a receive throws may end the loop.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return (null, spell.Failed(error));
        }
        finally
        {
            dispatcher.Return(places - posted);
        }
    }

    private void Post(List<Message> messages)
    {
        if (messages.Count == 0) return;
        telemetry.Received(messages.Count);
        var held = new HeldMessage[messages.Count];
        for (var index = 0; index < held.Length; index++) held[index] = Read(messages[index]);
        var batch = new LeaseBatch(leases, held);
        foreach (var message in held) message.Batch = batch;
        leases.Keep(batch);
        dispatcher.Post(held);
    }

    private HeldMessage Read(Message message)
    {
        var held = new HeldMessage(message);
        var changes = reader.Read(held, out var problem);
        held.Changes = problem is null ? changes : [new UnreadableDelivery(held, problem)];
        return held;
    }
}
