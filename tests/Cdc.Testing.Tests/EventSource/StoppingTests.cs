using System.Text;
using Cdc.Testing.EventSource;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

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
        await Task.WhenAll(stopping, again).WaitAsync(TestFunction.Patience);
        await table.PutAsync("3");
        table.Function.Batches.Should().Equal("1");
    }

    [Fact]
    public async Task Deliver_StoppedBetweenTwoEvents_InvokesNoMore()
    {
        using var stopping = new CancellationTokenSource();
        var function = new TestFunction { Answer = (_, _) => StopAsync() };
        var invoker = new FunctionInvoker(StubStream.Arn, function.HandleAsync, MappedTable.Quick(batchSize: 1), NullLogger.Instance);

        var deliver = () => invoker.DeliverAsync([Record("1"), Record("2")], stopping.Token);

        await deliver.Should().ThrowExactlyAsync<OperationCanceledException>();
        function.Batches.Should().Equal("1");

        async Task<string> StopAsync()
        {
            await stopping.CancelAsync();
            return "";
        }

        static DynamoDbStreamRecord Record(string number) => new(number, number, Encoding.UTF8.GetBytes(
            """{"dynamodb":{"NewImage":{"name":{"S":"#"}},"SequenceNumber":"#"}}""".Replace("#", number, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Dispose_BeforeRecordsAreSentAgain_DoesNotWaitForIt()
    {
        var time = new SignalledTime();
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");
        table.Function.Answer = (_, _) => throw new InvalidOperationException("test");
        var options = new LocalEventSourceMappingOptions { RetryDelay = TimeSpan.FromSeconds(1), TimeProvider = time };
        var mapping = table.Start(options);
        await time.NextWaitAsync(except: options.ShardDiscoveryInterval);

        await mapping.DisposeAsync().AsTask().WaitAsync(TestFunction.Patience);

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
        var asked = new SemaphoreSlim(0);
        table.Wire.Intercept = async (current, _, cancellationToken) =>
        {
            if (current != operation) return null;
            asked.Release();
            var cutOff = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = cancellationToken.Register(cutOff.SetResult);
            await cutOff.Task;
            throw breaks ? new HttpRequestException("test") : new OperationCanceledException(cancellationToken);
        };
        var mapping = table.Start();
        await asked.WaitAsync(TestFunction.Patience);

        await mapping.DisposeAsync().AsTask().WaitAsync(TestFunction.Patience);
        await mapping.DisposeAsync();

        table.Function.Batches.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_OptionOutOfRange_Throws()
    {
        using var table = await MappedTable.CreateAsync();
        var day = TimeSpan.FromDays(1);
        LocalEventSourceMappingOptions[] wrong =
        [
            new() { BatchSize = 0 },
            new() { BatchSize = 1001 },
            new() { PollingInterval = TimeSpan.Zero },
            new() { PollingInterval = day + TimeSpan.FromTicks(1) },
            new() { PollingInterval = Timeout.InfiniteTimeSpan },
            new() { RetryDelay = TimeSpan.Zero },
            new() { RetryDelay = TimeSpan.FromSeconds(30) + TimeSpan.FromTicks(1) },
            new() { ShardDiscoveryInterval = TimeSpan.Zero },
            new() { ShardDiscoveryInterval = day + TimeSpan.FromTicks(1) },
        ];

        foreach (var options in wrong)
        {
            var start = () => table.Start(options);
            start.Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("options");
        }
    }

    [Fact]
    public async Task Start_OptionsAtTheirLimits_Starts()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");
        var time = new FakeTimeProvider();

        await using var mapping = table.Start(new LocalEventSourceMappingOptions
        {
            BatchSize = 1000,
            PollingInterval = TimeSpan.FromDays(1),
            RetryDelay = TimeSpan.FromSeconds(30),
            ShardDiscoveryInterval = TimeSpan.FromDays(1),
            TimeProvider = time,
        });

        await table.Function.InvokedWithAsync("1");
    }
}
