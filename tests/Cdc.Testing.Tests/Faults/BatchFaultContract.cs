using Amazon.DynamoDBv2.Model;
using Amazon.SQS.Model;
using Cdc.Publisher;

namespace Cdc.Testing.Tests.Faults;

/// <summary>What happens to the entries of batches.</summary>
public abstract class BatchFaultContract(Func<LocalAwsOptions, AwsBackend> create) : FaultTest(create)
{
    private static readonly string[] _ids = [.. Enumerable.Range(0, 10).Select(number => $"{number}")];

    [Fact]
    public async Task PartialFailure_PublishBatch_ListsWhatWasNotDelivered()
    {
        var queue = await CreateQueueAsync();
        var topic = await CreateTopicAsync(queue);
        Faults.Add(AwsService.Sns, "PublishBatch", AwsFault.PartialFailure(0.5));

        var failed = await Sns.PublishBatchAsync(topic, [.. _ids.Select(id => new SnsEntry(id, id))], CancellationToken.None);

        failed.Should().NotBeEmpty().And.HaveCountLessThan(10);
        failed.Should().OnlyContain(failure => failure.Code == "InternalError" && !failure.SenderFault);
        var delivered = (await ReceiveAsync(queue)).Select(message => message.Body);
        delivered.Concat(failed.Select(failure => failure.Id)).Should().BeEquivalentTo(_ids);
    }

    [Fact]
    public async Task PartialFailure_SendMessageBatch_ListsWhatWasNotSent()
    {
        var queue = await CreateQueueAsync();
        Faults.Add(AwsService.Sqs, "SendMessageBatch", AwsFault.PartialFailure(0.5));

        var answer = await Sqs.SendMessageBatchAsync(queue, [.. _ids.Select(id => new SendMessageBatchRequestEntry(id, id))]);

        ShouldHaveFailed(answer.Failed, answer.Successful.Count);
        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal(answer.Successful.Select(entry => entry.Id));
    }

    [Fact]
    public async Task PartialFailure_DeleteMessageBatch_LeavesWhatItLists()
    {
        var queue = await CreateQueueAsync();
        var messages = await SendAndReceiveAsync(queue);
        Faults.Add(AwsService.Sqs, "DeleteMessageBatch", AwsFault.PartialFailure(0.5));

        var answer = await Sqs.DeleteMessageBatchAsync(
            queue, [.. messages.Select(message => new DeleteMessageBatchRequestEntry(message.Body, message.ReceiptHandle))]);

        ShouldHaveFailed(answer.Failed, answer.Successful.Count);
        Time.Advance(TimeSpan.FromSeconds(30));
        (await ReceiveAsync(queue)).Select(message => message.Body).Should().BeEquivalentTo(answer.Failed.Select(entry => entry.Id));
    }

    [Fact]
    public async Task PartialFailure_ChangeMessageVisibilityBatch_LeavesWhatItLists()
    {
        var queue = await CreateQueueAsync();
        var messages = await SendAndReceiveAsync(queue);
        Faults.Add(AwsService.Sqs, null, AwsFault.PartialFailure(0.5));

        var answer = await Sqs.ChangeMessageVisibilityBatchAsync(
            queue,
            [.. messages.Select(message => new ChangeMessageVisibilityBatchRequestEntry(message.Body, message.ReceiptHandle) { VisibilityTimeout = 0 })]);

        ShouldHaveFailed(answer.Failed, answer.Successful.Count);
        (await ReceiveAsync(queue)).Select(message => message.Body).Should().BeEquivalentTo(answer.Successful.Select(entry => entry.Id));
    }

    [Fact]
    public async Task PartialFailure_BatchWriteItem_ListsWhatWasNotWritten()
    {
        await CreateTableAsync();
        await DynamoDb.PutItemAsync("Orders", Item("0"));
        Faults.Add(AwsService.DynamoDb, "BatchWriteItem", AwsFault.PartialFailure(0.5), count: 1);
        List<WriteRequest> writes =
            [new(new DeleteRequest(Item("0"))), .. _ids[1..].Select(id => new WriteRequest(new PutRequest(Item(id))))];

        var answer = await DynamoDb.BatchWriteItemAsync(new Dictionary<string, List<WriteRequest>> { ["Orders"] = writes });

        var unprocessed = answer.UnprocessedItems["Orders"];
        unprocessed.Should().NotBeEmpty().And.HaveCountLessThan(10);
        foreach (var write in unprocessed.Where(write => write.PutRequest is not null))
            (await ExistsAsync(write.PutRequest.Item["pk"].S)).Should().BeFalse();
        (await DynamoDb.BatchWriteItemAsync(answer.UnprocessedItems)).UnprocessedItems.Should().BeNullOrEmpty();
        (await DynamoDb.ScanAsync(new ScanRequest("Orders"))).Items.Select(item => item["pk"].S).Should().BeEquivalentTo(_ids[1..]);
    }

    [Fact]
    public async Task PartialFailure_BatchGetItem_ListsWhatWasNotRead()
    {
        await CreateTableAsync();
        foreach (var id in _ids) await DynamoDb.PutItemAsync("Orders", Item(id));
        Faults.Add(AwsService.DynamoDb, "BatchGetItem", AwsFault.PartialFailure(0.5));

        var answer = await DynamoDb.BatchGetItemAsync(
            new Dictionary<string, KeysAndAttributes> { ["Orders"] = new() { Keys = [.. _ids.Select(Item)] } });

        var unprocessed = answer.UnprocessedKeys["Orders"].Keys;
        unprocessed.Should().NotBeEmpty().And.HaveCountLessThan(10);
        answer.Responses["Orders"].Concat(unprocessed).Select(item => item["pk"].S).Should().BeEquivalentTo(_ids);
    }

    [Fact]
    public async Task PartialFailure_EveryItem_RefusesTheCall()
    {
        await CreateTableAsync();
        Faults.Add(AwsService.DynamoDb, null, AwsFault.PartialFailure(1));

        var write = () => DynamoDb.BatchWriteItemAsync(
            new Dictionary<string, List<WriteRequest>> { ["Orders"] = [new(new PutRequest(Item("1")))] });

        await write.Should().ThrowExactlyAsync<ProvisionedThroughputExceededException>();
        (await ExistsAsync("1")).Should().BeFalse();
    }

    private async Task<List<Message>> SendAndReceiveAsync(string queue)
    {
        await Sqs.SendMessageBatchAsync(queue, [.. _ids.Select(id => new SendMessageBatchRequestEntry(id, id))]);
        return await ReceiveAsync(queue);
    }

    private static void ShouldHaveFailed(List<BatchResultErrorEntry> failed, int successful)
    {
        failed.Should().NotBeEmpty().And.HaveCount(10 - successful).And.HaveCountLessThan(10);
        failed.Should().OnlyContain(entry => entry.Code == "InternalError" && entry.SenderFault == false);
    }
}

public sealed class InProcessBatchFaultTests() : BatchFaultContract(options => new InProcessBackend(options));

public sealed class HttpBatchFaultTests() : BatchFaultContract(options => new HttpBackend(options));
