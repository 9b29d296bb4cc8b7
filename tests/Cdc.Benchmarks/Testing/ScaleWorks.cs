using System.Globalization;
using Cdc.Testing;
using Cdc.Testing.DynamoDb.Streams;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Sqs;

namespace Cdc.Benchmarks.Testing;

/// <summary>Fills something and empties it again, or reads it all.</summary>
internal static class ScaleWorks
{
    private const string Table = "Orders";
    private const int Page = 1_000;
    private const int Group = 100;
    private const string Body = """{"specversion":"1.0","type":"orders.insert","data":{"orderId":"o-1"}}""";

    private static readonly IReadOnlyDictionary<string, string> _none = new Dictionary<string, string>();
    private static readonly ReceiveRequest _ten = new(10, TimeSpan.FromMinutes(5), TimeSpan.Zero, AttemptId: null);
    private static readonly ReceiveRequest _seen = new(10, TimeSpan.Zero, TimeSpan.Zero, AttemptId: null);

    /// <summary>Sends all of the messages, then receives and deletes them.</summary>
    public static Task QueueAsync(LocalAws aws, int count) => SendAndDrainAsync(aws.Services.Sqs.Create("orders", _none, _none), count, Message);

    /// <summary>The same in groups of a hundred.</summary>
    public static Task FifoQueueAsync(LocalAws aws, int count) => SendAndDrainAsync(
        aws.Services.Sqs.Create("orders.fifo", new Dictionary<string, string> { ["FifoQueue"] = "true" }, _none),
        count,
        number => Message(number) with { GroupId = Text(number / Group), DeduplicationId = Text(number) });

    /// <summary>Gives all of the messages up into a dead-letter queue that holds as many newer ones.</summary>
    public static async Task RedriveAsync(LocalAws aws, int count)
    {
        var deadLetters = aws.Services.Sqs.Create("dead", _none, _none);
        var policy = $$"""{"deadLetterTargetArn":"{{deadLetters.Arn}}","maxReceiveCount":1}""";
        var queue = aws.Services.Sqs.Create("orders", new Dictionary<string, string> { ["RedrivePolicy"] = policy }, _none);
        for (var number = 0; number < count; number++)
        {
            queue.Send(Message(number));
            await queue.ReceiveAsync(_ten, CancellationToken.None);
        }

        for (var number = 0; number < count; number++) deadLetters.Send(Message(number));
        aws.MoveClock(TimeSpan.FromMinutes(6));
        while (deadLetters.Count().Visible < 2 * count) await queue.ReceiveAsync(_seen, CancellationToken.None);
    }

    /// <summary>Puts all of the items under one partition key, then reads them page by page.</summary>
    public static Task PartitionAsync(LocalAws aws, int count)
    {
        var table = Create(aws, streamViewType: null);
        for (var number = 0; number < count; number++) table.Write(table.ToPut(Item(number, "placed")));
        var partition = new StringValue("o-1");
        var (from, to, read) = (ItemPosition.Of(partition, edge: -1), ItemPosition.Of(partition, edge: 1), 0);
        while (true)
        {
            var page = table.Read(new PageRequest(from, to));
            read += page.Items.Count;
            if (page.LastKey is not { } last) break;
            from = table.Definition.Key.PositionOfKey(last) with { Edge = 1 };
        }

        return read == count ? Task.CompletedTask : throw new InvalidOperationException($"{read} items of {count} were read.");
    }

    /// <summary>Changes a hundred items as often, then reads all records.</summary>
    public static Task StreamAsync(LocalAws aws, int count)
    {
        var table = Create(aws, "NEW_AND_OLD_IMAGES");
        for (var number = 0; number < count; number++) table.Write(table.ToPut(Item(number % Group, Text(number))));
        var (stream, read) = (table.Stream!, 0);
        ShardIterator? iterator = stream.IteratorAt(stream.Shards[0].Id, "TRIM_HORIZON", sequenceNumber: null);
        while (read < count && iterator is not null)
        {
            (var records, iterator) = stream.Read(iterator, Page);
            read += records.Count;
        }

        return read == count ? Task.CompletedTask : throw new InvalidOperationException($"{read} records of {count} were read.");
    }

    private static async Task SendAndDrainAsync(SqsQueue queue, int count, Func<int, SqsMessageContent> message)
    {
        for (var number = 0; number < count; number++) queue.Send(message(number));
        for (var drained = 0; drained < count;)
        {
            var received = await queue.ReceiveAsync(_ten, CancellationToken.None);
            foreach (var each in received) queue.Delete(each.ReceiptHandle);
            drained += received.Count;
        }
    }

    private static SqsMessageContent Message(int number) => new(Body, new Dictionary<string, MessageAttribute> { ["n"] = new("Number", Text(number), null) });

    private static Table Create(LocalAws aws, string? streamViewType)
    {
        var (partition, sort) = (new KeyAttribute("orderId", "S"), new KeyAttribute("line", "S"));
        return aws.Services.DynamoDb.CreateTable(new TableDefinition(Table, new KeySchema(partition, sort))
        {
            Attributes = [partition, sort],
            Throughput = new ThroughputDefinition(0, 0),
            StreamViewType = streamViewType,
        });
    }

    private static MapValue Item(int line, string status) => new(new Dictionary<string, AttributeValue>
    {
        ["orderId"] = new StringValue("o-1"),
        ["line"] = new StringValue(line.ToString("d8", CultureInfo.InvariantCulture)),
        ["status"] = new StringValue(status),
    });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
