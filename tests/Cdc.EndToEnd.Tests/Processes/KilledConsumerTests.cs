using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Core;
using Cdc.Testing;

namespace Cdc.EndToEnd.Tests.Processes;

/// <summary>A consumer that is killed while it works, and another that takes over.</summary>
public sealed class KilledConsumerTests : IAsyncLifetime
{
    private const int Keys = 20;
    private const int ChangesPerKey = 15;
    private const int HangsFrom = 60;

    // Longer than any pause of a busy machine: messages are visible again when the test says so.
    private static readonly TimeSpan _visibility = TimeSpan.FromMinutes(1);
    private static readonly CdcEnvelopeWriter<string> _writer = new(CdcKeyFormat.ForString("id"));

    private readonly CancellationTokenSource _hangs = new(TimeSpan.FromMinutes(3), TimeProvider.System);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("killed-consumer-");
    private readonly LocalAws _aws = new();
    private LocalAwsServer _server = null!;
    private AmazonSQSClient _sqs = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(_aws);
        _sqs = _aws.CreateSqsClient();
    }

    public async Task DisposeAsync()
    {
        _sqs.Dispose();
        await _server.DisposeAsync();
        _aws.Dispose();
        _hangs.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task FifoQueue_ConsumerKilledInMidFlight_AnotherHandlesAllThatWasNotAcknowledged()
    {
        var url = await CreateQueueAsync("orders.fifo");

        var (first, second) = await KillAndTakeOverAsync(url, hasMarks: false);

        first.Concat(second).Should().Contain(SentIds());
        second.Should().Contain(first.Skip(HangsFrom - 1), "what was handled but not acknowledged comes again");
        foreach (var process in new[] { first, second })
        {
            foreach (var key in process.GroupBy(KeyOf)) key.Select(SequenceOf).Should().BeInAscendingOrder();
        }
    }

    [Fact]
    public async Task StandardQueueWithMarks_ConsumerKilledInMidFlight_AnotherHandlesAllThatIsNotStale()
    {
        var url = await CreateQueueAsync("orders");

        var (first, second) = await KillAndTakeOverAsync(url, hasMarks: true);

        first.Concat(second).Select(KeyOf).Distinct().Should().HaveCount(Keys);
        foreach (var key in second.GroupBy(KeyOf)) key.Select(SequenceOf).Should().BeInAscendingOrder("one process handles nothing that is stale");
    }

    /// <summary>Lets one consumer be killed when it has handled some of the messages, and another one do the rest until the queue is empty.</summary>
    private async Task<(string[] First, string[] Second)> KillAndTakeOverAsync(string url, bool hasMarks)
    {
        foreach (var id in SentIds()) await SendAsync(url, id);
        using var first = new ConsumerProcess(_server.Url, url, Path.Combine(_folder.FullName, "first"), hasMarks, HangsFrom);
        await UntilAsync(first, async () => first.Handled.Length >= HangsFrom && await _sqs.CountAllAsync(url) <= (Keys * ChangesPerKey) - (HangsFrom - 1));
        await first.KillAsync();
        (await _sqs.CountAsync(url)).InFlight.Should().BePositive("the killed process held messages");

        _aws.MoveClock(_visibility);
        using var second = new ConsumerProcess(_server.Url, url, Path.Combine(_folder.FullName, "second"), hasMarks);
        await UntilAsync(second, async () => await _sqs.CountAllAsync(url) == 0);
        await second.StopAsync(_hangs.Token);
        foreach (var key in first.Handled.Concat(second.Handled).GroupBy(KeyOf))
            key.Select(SequenceOf).Last().Should().Be(ChangesPerKey, "the newest change of {0} is the last", key.Key);
        return (first.Handled, second.Handled);
    }

    private async Task UntilAsync(ConsumerProcess process, Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            process.RequireAlive();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, _hangs.Token);
        }
    }

    private async Task<string> CreateQueueAsync(string name)
    {
        var request = new CreateQueueRequest(name) { Attributes = new() { ["VisibilityTimeout"] = _visibility.TotalSeconds.ToString(CultureInfo.InvariantCulture) } };
        if (IsFifo(name)) request.Attributes["FifoQueue"] = "true";
        return (await _sqs.CreateQueueAsync(request)).QueueUrl;
    }

    private async Task SendAsync(string url, string id)
    {
        var body = _writer.Write(new CdcEnvelope<string>
        {
            Id = id,
            Source = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders",
            Type = "orders.modify",
            Operation = ChangeOperation.Modify,
            Sequence = SequenceNumber.Parse(SequenceOf(id).ToString(CultureInfo.InvariantCulture)),
            Key = KeyOf(id),
        });
        var request = new SendMessageRequest(url, body);
        if (IsFifo(url)) (request.MessageGroupId, request.MessageDeduplicationId) = (KeyOf(id), id);
        await _sqs.SendMessageAsync(request);
    }

    private static IEnumerable<string> SentIds() =>
        Enumerable.Range(1, ChangesPerKey).SelectMany(sequence => Enumerable.Range(0, Keys).Select(key => $"k{key}-{sequence}"));

    private static bool IsFifo(string queue) => queue.EndsWith(".fifo", StringComparison.Ordinal);

    private static string KeyOf(string id) => id[..id.IndexOf('-', StringComparison.Ordinal)];

    private static int SequenceOf(string id) => int.Parse(id[(id.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
}
