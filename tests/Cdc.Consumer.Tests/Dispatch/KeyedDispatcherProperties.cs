using Amazon.SQS.Model;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Tests.Fakes;
using CsCheck;

namespace Cdc.Consumer.Tests.Dispatch;

public sealed class KeyedDispatcherProperties
{
    private const int Keys = 5;

    // What happens next: a message of these keys arrives, or one of those that run ends.
    private static readonly Gen<Step> _step = Gen.Select(
        Gen.Bool, Gen.Int[0, Keys - 1].Array[1, 3], Gen.Int[0, 99], Gen.Bool, (arrives, keys, which, fails) => new Step(arrives, keys, which, fails));

    [Fact]
    public Task AnyArrivalsFailuresAndEnds_KeepTheBoundTheOrderAndEachMessageOnce() =>
        Gen.Select(_step.Array[1, 60], Gen.Int[1, 4], Gen.Bool).SampleAsync(RunAsync, iter: 300);

    private static async Task RunAsync(Step[] steps, int maxConcurrency, bool fifo)
    {
        var runner = new GatedRunner(maxConcurrency);
        var limits = new DispatchLimits(maxConcurrency, int.MaxValue, HeldPerKey: int.MaxValue, IsFifo: fifo);
        var dispatcher = new KeyedDispatcher(runner, new EnvelopeItemComparer<int>(EqualityComparer<int>.Default), limits, TimeProvider.System);
        var model = new Model(fifo);

        foreach (var step in steps)
        {
            if (step.Arrives || model.Held.Count == 0)
            {
                var message = Message(model.Posted.Count, step.Keys);
                model.Post(message);
                dispatcher.Post([message]);
            }
            else
            {
                EndOne(step);
            }

            await SettleAsync();
        }

        while (model.Held.Count > 0)
        {
            EndOne(new Step(false, [], 0, Fails: false));
            await SettleAsync();
        }

        dispatcher.Close();
        await dispatcher.Drained.WaitAsync(HangGuard.Patience);
        runner.Ended.Should().HaveCount(model.Posted.Count, "each message ends exactly once").And.OnlyHaveUniqueItems();
        runner.Released.ToHashSet().SetEquals(model.Released).Should().BeTrue();
        runner.Begun.Should().HaveCount(model.Posted.Count - model.Released.Count);
        for (var key = 0; key < Keys; key++)
        {
            var begun = runner.Begun.Where(message => KeysOf(message).Contains(key)).Select(message => model.Posted.IndexOf(message));
            begun.Should().BeInAscendingOrder("changes of one key begin as they arrived");
        }

        void EndOne(Step step)
        {
            var ended = runner.End(step.Which, step.Fails);
            model.End(ended, step.Fails);
        }

        // All that can run does: a key waits for no other, unless the bound is reached.
        async Task SettleAsync()
        {
            var expected = Math.Min(maxConcurrency, model.CanRun);
            await HangGuard.UntilAsync(
                () => (runner.RunningCount, dispatcher.Load) == (expected, (expected, model.Held.Count)) || runner.Violation is not null);
            runner.Violation.Should().BeNull();
        }
    }

    private static HeldMessage Message(int number, int[] keys)
    {
        var message = new HeldMessage(new Message { MessageId = $"m-{number}" });
        message.Changes = [.. keys.Select((key, index) => new ChangeDelivery<int>(message, index, Changes.OfKey(key, number)))];
        return message;
    }

    private static IEnumerable<int> KeysOf(HeldMessage message) => message.Changes.Select(change => ((ChangeDelivery<int>)change).Change.Key);

    private sealed record Step(bool Arrives, int[] Keys, int Which, bool Fails)
    {
        public override string ToString() => Arrives ? $"arrives [{string.Join(',', Keys)}]" : $"ends {Which}{(Fails ? ", failed" : "")}";
    }

    /// <summary>What should be: the messages held, and which of them must not overtake one that failed.</summary>
    private sealed class Model(bool fifo)
    {
        private readonly HashSet<HeldMessage> _marked = [];

        public List<HeldMessage> Posted { get; } = [];

        public List<HeldMessage> Held { get; } = [];

        public List<HeldMessage> Released { get; } = [];

        public int CanRun => Held.Count(IsTurn);

        public void Post(HeldMessage message)
        {
            Posted.Add(message);
            Held.Add(message);
        }

        public void End(HeldMessage message, bool failed)
        {
            if (failed && fifo) Mark(message);
            Held.Remove(message);
            while (Held.FirstOrDefault(held => _marked.Contains(held) && IsTurn(held)) is { } next)
            {
                Mark(next);
                Held.Remove(next);
                Released.Add(next);
            }
        }

        private bool IsTurn(HeldMessage message) =>
            !Held.TakeWhile(earlier => earlier != message).Any(earlier => ShareKey(earlier, message));

        // Those that are next to it at one of its keys.
        private void Mark(HeldMessage message)
        {
            var later = Held.SkipWhile(held => held != message).Skip(1).ToList();
            foreach (var key in KeysOf(message))
            {
                if (later.FirstOrDefault(held => KeysOf(held).Contains(key)) is { } next) _marked.Add(next);
            }
        }

        private static bool ShareKey(HeldMessage one, HeldMessage other) =>
            KeysOf(one).Intersect(KeysOf(other)).Any();
    }

    /// <summary>Runs a message until it is told to end it, and checks what must never happen.</summary>
    private sealed class GatedRunner(int maxConcurrency) : IMessageRunner
    {
        private readonly Lock _gate = new();
        private readonly List<(HeldMessage Message, TaskCompletionSource<bool> End)> _running = [];

        public string? Violation { get; private set; }

        public List<HeldMessage> Begun { get; } = [];

        public List<HeldMessage> Ended { get; } = [];

        public List<HeldMessage> Released { get; } = [];

        public int RunningCount
        {
            get
            {
                lock (_gate) return _running.Count;
            }
        }

        public HeldMessage End(int which, bool fails)
        {
            (HeldMessage Message, TaskCompletionSource<bool> End) chosen;
            lock (_gate)
            {
                chosen = _running[which % _running.Count];
                _running.Remove(chosen);
                Ended.Add(chosen.Message);
            }

            chosen.End.SetResult(!fails);
            return chosen.Message;
        }

        public ValueTask<bool> RunAsync(HeldMessage message, CancellationToken cancellationToken)
        {
            var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                var busy = _running.SelectMany(running => KeysOf(running.Message));
                if (busy.Intersect(KeysOf(message)).Any()) Violation = "Two changes of one key run at once.";
                _running.Add((message, end));
                if (_running.Count > maxConcurrency) Violation = $"{_running.Count} run at once.";
                Begun.Add(message);
            }

            return new ValueTask<bool>(end.Task);
        }

        public void Fail(HeldMessage message, Exception error) => Violation = $"A run threw: {error}";

        public void Release(HeldMessage message, TimeSpan delay)
        {
            lock (_gate)
            {
                Released.Add(message);
                Ended.Add(message);
            }
        }
    }
}
