using System.Text;
using Amazon.DynamoDBv2.Model;
using Cdc.Core;
using Cdc.Publisher;
using Cdc.Snapshot.Tests.Rig;
using Cdc.Testing;

namespace Cdc.Snapshot.Tests.Running;

/// <summary>What is read, and as what it goes out.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task Run_ToAQueue_TellsItOfEachItemOnceInPackedMessages()
    {
        using var rig = await SnapshotRig.StartAsync(items: 250);
        var queue = await rig.CreateQueueAsync();
        var options = new CdcSnapshotOptions { SnapshotId = "first", TableName = SnapshotRig.Table, QueueUrl = queue, Segments = 2, StaticAttributes = { ["environment"] = "test" } };

        var progress = await rig.RunAsync(options);

        progress.Should().BeEquivalentTo(
            new { Status = SnapshotStatus.Completed, Segments = 2, SegmentsDone = 2, Read = 250L, Sent = 250L, EstimatedItems = 250L, HadEnded = false, TimeLeft = (TimeSpan?)null });
        progress.ReadUnits.Should().BePositive();
        var messages = await rig.TakeAllAsync(queue);
        messages.Count.Should().BeLessThan(10);
        foreach (var message in messages)
        {
            message.MessageAttributes.ToDictionary(one => one.Key, one => one.Value.StringValue).Should().BeEquivalentTo(new Dictionary<string, string>
            {
                ["type"] = "orders.snapshot",
                ["operation"] = "snapshot",
                ["environment"] = "test",
                ["changes"] = $"{SnapshotRig.Read([message]).Count}",
            });
        }

        var changes = SnapshotRig.Read(messages);
        changes.Select(change => change.Key).Should().BeEquivalentTo(Enumerable.Range(0, 250).Select(number => $"o-{number}"));
        changes.Select(change => change.Id).Should().OnlyHaveUniqueItems();
        changes.Should().AllSatisfy(change => change.Should().BeEquivalentTo(new
        {
            Operation = ChangeOperation.Snapshot,
            Sequence = (SequenceNumber?)null,
            Source = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders",
            Type = "orders.snapshot",
        }));
        changes.Should().OnlyContain(change => change.Time >= new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Run_ToATopic_TellsTheSubscribersWhoseFilterTakesSnapshots()
    {
        using var rig = await SnapshotRig.StartAsync(items: 30);
        using var sns = rig.Aws.CreateSnsClient();
        var options = SnapshotRig.ToTopic;
        options.TopicArn = await sns.CreateTopicAsync("changes");
        var all = await rig.SubscribeAsync(sns, options.TopicArn, "all", """{"operation":["snapshot"]}""");
        var changesOnly = await rig.SubscribeAsync(sns, options.TopicArn, "live", """{"operation":["insert","modify","remove"]}""");

        await rig.Rush.UntilEndedAsync(rig.Snapshot(options, topic: sns).RunAsync());

        SnapshotRig.Read(await rig.TakeAllAsync(all)).Select(change => change.Key).Should().BeEquivalentTo(Enumerable.Range(0, 30).Select(number => $"o-{number}"));
        (await rig.TakeAllAsync(changesOnly)).Should().BeEmpty();
    }

    [Fact]
    public async Task Run_ToAFifoTarget_HasThePublishersGroupAndOneItemAMessage()
    {
        using var rig = await SnapshotRig.StartAsync(items: 12);
        var queue = await rig.CreateQueueAsync("listener.fifo");
        var options = new CdcSnapshotOptions { SnapshotId = "first", TableName = SnapshotRig.Table, QueueUrl = queue };

        await rig.RunAsync(options);

        var messages = await rig.TakeAllAsync(queue);
        messages.Should().HaveCount(12);
        var publisher = new RecordedTopic();
        await new CdcPublisher(new CdcPublisherOptions { TopicArn = "arn:aws:sns:us-east-1:000000000000:changes.fifo" }, publisher).PublishAsync(
            [.. SnapshotRig.Read(messages).Select((change, index) => new StreamRecord
            {
                EventId = $"e{index}",
                Operation = ChangeOperation.Insert,
                SequenceNumber = SequenceNumber.Parse($"{index + 1}"),
                TableArn = change.Source,
                Key = StreamRecord.KeyOf(CdcKeyPart.Text("id", change.Key)),
            })]);
        var groups = publisher.Messages.ToDictionary(message => Encoding.UTF8.GetString(new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson()).ReadBody(message.Message)[0].Key.Span), message => message.GroupId);
        messages.Should().AllSatisfy(message => message.Attributes["MessageGroupId"].Should().Be(groups[SnapshotRig.DataOf(SnapshotRig.Read([message])[0].Key)]));
    }

    [Fact]
    public async Task Run_WithKeysOfAnyType_SendsThemAsTheStreamWould()
    {
        using var rig = new SnapshotRig();
        await rig.CreateTableAsync("Lines", ("n", "N"), ("b", "B"));
        foreach (var number in new[] { "1", "-0.5", "12345678901234567890123456789012345678" })
            await rig.DynamoDb.PutItemAsync("Lines", new() { ["n"] = new() { N = number }, ["b"] = new() { B = new MemoryStream([1, 2, 250]) } });
        var options = new CdcSnapshotOptions { SnapshotId = "lines", TableName = "Lines", TopicArn = SnapshotRig.TopicArn, PageSize = 1, Segments = 2 };

        (await rig.RunAsync(options)).Sent.Should().Be(3);

        rig.Topic.Keys.Should().BeEquivalentTo("""{"b":"AQL6","n":1}""", """{"b":"AQL6","n":-0.5}""", """{"b":"AQL6","n":12345678901234567890123456789012345678}""");
    }

    [Fact]
    public async Task Run_WithFilterAndPredicate_TellsOnlyOfWhatBothTake()
    {
        using var rig = await SnapshotRig.StartAsync(items: 40);
        var options = SnapshotRig.ToTopic;
        (options.FilterExpression, options.FilterNames["#kind"], options.FilterValues[":odd"]) = ("#kind = :odd", "kind", new AttributeValue("odd"));
        options.PredicateAttributes.Add("kind");
        options.Predicate = item => item["kind"].S == "odd" && item["id"].S != "o-7";

        var progress = await rig.RunAsync(options);

        progress.Should().BeEquivalentTo(new { Read = 40, Sent = 3 });
        rig.Topic.Keys.Should().BeEquivalentTo(SnapshotRig.DataOf("o-17"), SnapshotRig.DataOf("o-27"), SnapshotRig.DataOf("o-37"));
    }

    [Fact]
    public async Task Run_WithAPredicateThatThrows_StopsAndLeavesNothingOut()
    {
        using var rig = await SnapshotRig.StartAsync(items: 4);
        var options = SnapshotRig.ToTopic;
        options.Predicate = item => item["missing"].S == "x";

        await rig.Invoking(it => it.RunAsync(options)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("The predicate failed with KeyNotFoundException:*");

        options.Predicate = null;
        (await rig.RunAsync(options)).Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Sent = 4 });
    }

    [Fact]
    public async Task Run_OfOnePartition_TellsOfItsItemsAlone()
    {
        using var rig = new SnapshotRig();
        await rig.CreateTableAsync("Lines", ("order", "N"), ("line", "S"));
        foreach (var (order, line) in new[] { ("1", "a"), ("1", "b"), ("1", "c"), ("2", "a") })
            await rig.DynamoDb.PutItemAsync("Lines", new() { ["order"] = new() { N = order }, ["line"] = new(line) });
        var options = new CdcSnapshotOptions { SnapshotId = "one", TableName = "Lines", TopicArn = SnapshotRig.TopicArn, Partition = "1", PageSize = 2 };

        (await rig.RunAsync(options)).Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Segments = 1, Sent = 3, EstimatedItems = (long?)null });

        rig.Topic.Keys.Should().Equal("""{"line":"a","order":1}""", """{"line":"b","order":1}""", """{"line":"c","order":1}""");
    }

    [Fact]
    public async Task Run_OfAFileOfKeys_TellsOfEachLine()
    {
        using var rig = await SnapshotRig.StartAsync();
        using var file = new TemporaryFile("""{"id":"a"}""", "", """ {"id": "b"} """, """{"id":"c"}""");
        var options = SnapshotRig.ToTopic;
        (options.KeysFile, options.PageSize) = (file.Path, 2);

        (await rig.RunAsync(options)).Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Segments = 1, Sent = 3 });

        rig.Topic.Keys.Should().Equal("""{"id":"a"}""", """{"id":"b"}""", """{"id":"c"}""");
    }

    [Theory]
    [InlineData("{", "Line 2 of the file of keys is no JSON object.*")]
    [InlineData("[]", "Line 2 of the file of keys is no JSON object.*")]
    [InlineData("{\"id\":1}", "Line 2 of the file of keys has another type than the table: it needs id (S).*")]
    [InlineData("{\"id\":\"\"}", "Line 2 of the file of keys has a value that no key has: it needs id (S).*")]
    [InlineData("{\"name\":\"secret\"}", "Line 2 of the file of keys does not have exactly id (S).*")]
    [InlineData("{\"id\":\"a\",\"name\":\"b\"}", "Line 2 of the file of keys does not have exactly id (S).*")]
    public async Task Run_OfAFileWithALineThatIsNoKey_NamesTheLineAndNotWhatIsInIt(string line, string message)
    {
        using var rig = await SnapshotRig.StartAsync();
        using var file = new TemporaryFile("""{"id":"a"}""", line);
        var options = SnapshotRig.ToTopic;
        options.KeysFile = file.Path;

        (await rig.Invoking(it => it.RunAsync(options)).Should().ThrowExactlyAsync<CdcSnapshotException>()).WithMessage(message).And.Message.Should().NotContain("secret");
    }

    [Fact]
    public async Task Run_WithProgress_TellsOfItWhileItRunsAndAtTheEnd()
    {
        using var rig = await SnapshotRig.StartAsync(items: 300);
        var options = SnapshotRig.ToTopic;
        (options.PageSize, options.MaxConcurrentSegments, options.MaxReadUnitsPerSecond) = (10, 1, 1);
        var reports = new Reports();

        var last = await rig.RunAsync(options, reports);

        reports.All.Count.Should().BeGreaterThan(10);
        reports.All[^1].Should().Be(last);
        reports.All.Select(report => report.Sent).Should().BeInAscendingOrder();
        reports.All.SkipLast(1).Should().AllSatisfy(report => report.Should().BeEquivalentTo(new { Status = SnapshotStatus.Running, EstimatedItems = 300L }));
        reports.All.Should().Contain(report => report.TimeLeft > TimeSpan.Zero);
        rig.Log.All.Select(line => line.Id).Should().Contain([1300, 1305, 1304]);
    }

    private sealed class Reports : IProgress<SnapshotProgress>
    {
        public List<SnapshotProgress> All { get; } = [];

        public void Report(SnapshotProgress value) => All.Add(value);
    }
}
