using Cdc.Testing.EventSource.Streams;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.Tests.EventSource;

public sealed class StoppingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_InvocationUnderWay_WaitsForItAndInvokesNoMore(bool succeeds)
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1", "2");
        var done = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        table.Function.Answer = (_, _) => done.Task;
        var mapping = table.Start(MappedTable.Quick(batchSize: 1));
        await table.Function.InvokedAsync();

        var stopping = mapping.DisposeAsync().AsTask();
        var again = mapping.DisposeAsync().AsTask();

        stopping.IsCompleted.Should().BeFalse();
        again.IsCompleted.Should().BeFalse();
        if (succeeds) done.SetResult("");
        else done.SetException(new InvalidOperationException("test"));
        await Task.WhenAll(stopping, again).WaitAsync(HangGuard.Patience);
        await table.PutAsync("3");
        table.Function.Batches.Should().Equal("1");
    }

    [Fact]
    public async Task Deliver_StoppedBetweenTwoInvocations_InvokesNoMore()
    {
        using var stopping = new CancellationTokenSource();
        var function = new StreamFunction();
        function.Answer = async (_, batch) =>
        {
            await stopping.CancelAsync();
            return StreamFunction.Failed(batch[1]);
        };
        var delivery = new BatchDelivery(Deliveries.Mapping(function.HandleAsync, MappedTable.Quick()), "shard");

        var deliver = () => delivery.DeliverAsync([Deliveries.Record(1), Deliveries.Record(2)], stopping.Token);

        await deliver.Should().ThrowExactlyAsync<TaskCanceledException>();
        function.Batches.Should().Equal("1 2");
    }

    [Fact]
    public async Task Dispose_BeforeRecordsAreSentAgain_DoesNotWaitForIt()
    {
        var noWait = TimeSpan.FromDays(1);
        var time = new WatchedTime { Ignores = due => due == noWait };
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");
        table.Function.Answer = (_, _) => throw new InvalidOperationException("test");
        var mapping = table.Start(new LocalEventSourceMappingOptions
        {
            RetryDelay = TimeSpan.FromSeconds(1),
            ShardDiscoveryInterval = noWait,
            TimeProvider = time,
        });
        await time.NextAsync();

        await mapping.DisposeAsync().AsTask().WaitAsync(HangGuard.Patience);

        time.Advance(TimeSpan.FromSeconds(1));
        table.Function.Batches.Should().Equal("1");
    }

    [Theory]
    [InlineData("DescribeStream", false)]
    [InlineData("DescribeStream", true)]
    [InlineData("GetShardIterator", false)]
    [InlineData("GetRecords", false)]
    [InlineData("GetRecords", true)]
    public async Task Dispose_RequestUnderWay_CutsItOff(string operation, bool breaks)
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");
        table.Wire.Intercept = async (current, _, cancellationToken) =>
        {
            if (current != operation) return null;
            var cutOff = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.Register(cutOff.SetResult);
            await cutOff.Task;
            throw breaks ? new HttpRequestException("test") : new OperationCanceledException(cancellationToken);
        };
        var mapping = table.Start();
        await table.Wire.UntilAskedAsync(operation);

        await mapping.DisposeAsync().AsTask().WaitAsync(HangGuard.Patience);
        await mapping.DisposeAsync();

        table.Function.Batches.Should().BeEmpty();
    }

    [Fact]
    public async Task Dispose_LoggerThrew_SaysThatAShardWasNotRead()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");
        table.Function.Answer = (_, _) => throw new InvalidOperationException("test");
        var logger = new ThrowingLogger();
        var mapping = table.Start(logger: logger);
        await logger.Told.Task.WaitAsync(HangGuard.Patience);

        var dispose = () => mapping.DisposeAsync().AsTask();

        (await dispose.Should().ThrowExactlyAsync<InvalidOperationException>()).WithInnerExceptionExactly<NotSupportedException>();
    }

    /// <summary>A logger that fails on what it is told first, and signals the next.</summary>
    private sealed class ThrowingLogger : ILogger<LocalEventSourceMapping>
    {
        private int _told;

        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (_told++ == 0) throw new NotSupportedException("test");
            Told.TrySetResult();
        }
    }
}
