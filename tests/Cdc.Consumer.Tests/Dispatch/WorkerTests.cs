using System.Collections.Concurrent;
using Amazon.SQS.Model;
using Cdc.Consumer.Dispatch;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Tests.Fakes;

namespace Cdc.Consumer.Tests.Dispatch;

public sealed class WorkerTests
{
    [Fact]
    public async Task Run_ThatThrows_FailsItsMessageAndLetsTheNextOfItsKeyRun()
    {
        var runner = new ScriptedRunner((message, _) => message.Message.MessageId == "m-1" ? throw new ArithmeticException() : ValueTask.FromResult(true));
        var dispatcher = Dispatcher(runner);

        dispatcher.Post([Message(1), Message(2)]);
        await runner.Changed.UntilAsync(() => runner.Begun.Count == 2);
        dispatcher.Close();
        await dispatcher.Drained.WaitAsync(HangGuard.Patience);

        runner.Failed.Should().ContainSingle().Which.Should().BeOfType<ArithmeticException>();
        runner.Begun.Should().Equal("m-1", "m-2");
    }

    [Fact]
    public async Task CancelRunning_BeforeTheHandlerIsCalled_IsNotLost()
    {
        var runner = new ScriptedRunner(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });
        var dispatcher = Dispatcher(runner);

        dispatcher.Post([Message(1)]);
        dispatcher.CancelRunning();
        dispatcher.Close();

        await dispatcher.Drained.WaitAsync(HangGuard.Patience);
        runner.Begun.Should().Equal("m-1");
    }

    [Fact]
    public void Start_OfAMessage_CanBeCancelledAtOnce()
    {
        var cancellation = new HandlerCancellation();
        var message = Message(1);

        message.TryStart(cancellation, now: 1).Should().BeTrue();
        cancellation.Cancel(message);

        cancellation.Token.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public void Start_OfAMessageThatWasGivenUp_LeavesNothingToCancel()
    {
        var cancellation = new HandlerCancellation();
        var message = Message(1);
        message.TryGiveUp();

        message.TryStart(cancellation, now: 1).Should().BeFalse();
        cancellation.Cancel();

        cancellation.Token.IsCancellationRequested.Should().BeFalse();
    }

    private static KeyedDispatcher Dispatcher(IMessageRunner runner) =>
        new(runner, new EnvelopeItemComparer<int>(EqualityComparer<int>.Default), new DispatchLimits(Concurrency: 1, Held: 100, HeldPerKey: 100), TimeProvider.System);

    private static HeldMessage Message(int number)
    {
        var message = new HeldMessage(new Message { MessageId = $"m-{number}", ReceiptHandle = $"h-{number}" });
        message.Changes = [new ChangeDelivery<int>(message, 0, Changes.OfKey(7, number))];
        return message;
    }

    private sealed class ScriptedRunner(Func<HeldMessage, CancellationToken, ValueTask<bool>> run) : IMessageRunner
    {
        public Signal Changed { get; } = new();

        public ConcurrentQueue<string> Begun { get; } = new();

        public ConcurrentQueue<Exception> Failed { get; } = new();

        public ValueTask<bool> RunAsync(HeldMessage message, CancellationToken cancellationToken)
        {
            Begun.Enqueue(message.Message.MessageId);
            Changed.Raise();
            return run(message, cancellationToken);
        }

        public void Fail(HeldMessage message, Exception error) => Failed.Enqueue(error);

        public void Release(HeldMessage message, TimeSpan delay)
        {
        }
    }
}
