using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.EventSource.Queues;

public sealed class MessageDeleterTests : IDisposable
{
    private readonly ScriptedSqs _sqs = new();

    public void Dispose() => _sqs.Dispose();

    [Fact]
    public async Task Delete_ManyMessages_AreTensAtATime()
    {
        await DeleteAsync(23);

        _sqs.Calls.Select(call => call.Length).Should().Equal(10, 10, 3);
    }

    [Fact]
    public async Task Delete_SomeFail_AreTriedAgainUnlessTheCallerIsToBlame()
    {
        _sqs.Fail = (call, handle) => (call, handle) switch { (1, "h1") => true, (_, "h2") => false, _ => null };

        await DeleteAsync(4);

        _sqs.Calls.Select(call => string.Join(' ', call)).Should().Equal("h0 h1 h2 h3", "h1");
    }

    [Fact]
    public async Task Delete_CallFails_IsMadeAgain()
    {
        _sqs.Fail = (call, _) => call == 1 ? throw new AmazonSQSException("test") : null;

        await DeleteAsync(2);

        _sqs.Calls.Select(call => string.Join(' ', call)).Should().Equal("h0 h1", "h0 h1");
    }

    [Fact]
    public async Task Delete_FailsOnAndOn_EndsAfterFiveTries()
    {
        _sqs.Fail = (_, _) => true;

        await DeleteAsync(1);

        _sqs.Calls.Should().HaveCount(5);
    }

    [Fact]
    public async Task Delete_Stopping_DoesNotWaitBetweenTries()
    {
        _sqs.Fail = (call, _) => call < 3 ? true : null;

        await DeleteAsync(1, new FakeTimeProvider(), new CancellationToken(canceled: true)).WaitAsync(HangGuard.Patience);

        _sqs.Calls.Should().HaveCount(3);
    }

    private Task DeleteAsync(int count, TimeProvider? time = null, CancellationToken stopping = default)
    {
        var options = new LocalQueueMappingOptions { RetryDelay = TimeSpan.FromMilliseconds(1), TimeProvider = time ?? TimeProvider.System };
        var mapping = new QueueMapping(_sqs, "http://localhost/q", new FunctionInvoker(Task.FromResult, NullLogger.Instance), options, NullLogger.Instance);
        var messages = Enumerable.Range(0, count).Select(number =>
            new QueueEventRecord { Id = $"{number}", Json = default, ReceiptHandle = $"h{number}", Body = "", ReceivedAt = default });
        return new MessageDeleter(mapping).DeleteAsync([.. messages], stopping);
    }

    /// <summary>An SQS whose deletes fail as the test says.</summary>
    private sealed class ScriptedSqs() : AmazonSQSClient(LocalAws.Credentials, new AmazonSQSConfig { ServiceURL = "http://localaws.invalid" })
    {
        private readonly List<string[]> _calls = [];

        public IReadOnlyList<string[]> Calls => _calls;

        /// <summary>Gets or sets whether a receipt handle fails in a call, from 1 on: null for no, true for in passing, false for by the caller's fault.</summary>
        public Func<int, string, bool?> Fail { get; set; } = (_, _) => null;

        public override Task<DeleteMessageBatchResponse> DeleteMessageBatchAsync(
            string queueUrl, List<DeleteMessageBatchRequestEntry> entries, CancellationToken cancellationToken = default)
        {
            _calls.Add([.. entries.Select(entry => entry.ReceiptHandle)]);
            var failed = entries.Select(entry => (entry.Id, Passing: Fail(_calls.Count, entry.ReceiptHandle))).Where(entry => entry.Passing is not null);
            return Task.FromResult(new DeleteMessageBatchResponse
            {
                Failed = [.. failed.Select(entry => new BatchResultErrorEntry { Id = entry.Id, Code = "test", SenderFault = !entry.Passing })],
            });
        }
    }
}
