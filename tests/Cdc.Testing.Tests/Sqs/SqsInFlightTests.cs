using Cdc.Testing.Protocol;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>What a queue does whose 120,000 messages in flight are its limit.</summary>
public sealed class SqsInFlightTests
{
    private static readonly IReadOnlyDictionary<string, MessageAttribute> _noAttributes = new Dictionary<string, MessageAttribute>();

    private string _last = "";

    [Fact]
    public async Task Receive_ShortPollAtTheLimit_IsOverLimit()
    {
        var queue = await FillAsync("q");

        var failure = await queue.Awaiting(full => full.ReceiveAsync(Poll(seconds: 0), CancellationToken.None).AsTask()).Should().ThrowExactlyAsync<AwsServiceException>();

        failure.Which.Code.Should().Be("OverLimit");
    }

    [Fact]
    public async Task Receive_LongPollAtTheLimit_WaitsUntilOneIsDeleted()
    {
        var queue = await FillAsync("q");
        var handle = _last;

        var polling = queue.ReceiveAsync(Poll(seconds: 20), CancellationToken.None).AsTask();
        polling.IsCompleted.Should().BeFalse();
        queue.Delete(handle);

        (await polling).Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_FifoQueueAtTheLimit_ReturnsNothing()
    {
        var queue = await FillAsync("q.fifo");

        (await queue.ReceiveAsync(Poll(seconds: 0), CancellationToken.None)).Should().BeEmpty();
    }

    private static ReceiveRequest Poll(int seconds) => new(10, null, TimeSpan.FromSeconds(seconds), null);

    private async Task<SqsQueue> FillAsync(string name)
    {
        var attributes = name.EndsWith(".fifo", StringComparison.Ordinal) ? new Dictionary<string, string> { ["FifoQueue"] = "true" } : [];
        var queue = new SqsState(new LocalAwsOptions()).Create(name, attributes, attributes);
        for (var number = 0; number <= 120_000; number++) queue.Send(new SqsMessageContent("x", _noAttributes) { GroupId = $"{number}", DeduplicationId = $"{number}" });
        for (var number = 0; number < 12_000; number++) _last = (await queue.ReceiveAsync(new(10, TimeSpan.FromHours(1), TimeSpan.Zero, null), CancellationToken.None))[^1].ReceiptHandle;
        return queue;
    }
}
