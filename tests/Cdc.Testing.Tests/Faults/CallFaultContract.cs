using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Cdc.Publisher;

namespace Cdc.Testing.Tests.Faults;

/// <summary>What happens to whole calls, as the SDK's clients see it.</summary>
public abstract class CallFaultContract(Func<LocalAwsOptions, AwsBackend> create) : FaultTest(create)
{
    [Fact]
    public async Task Throttling_EachService_AnswersItsOwnError()
    {
        await CreateTableAsync();
        foreach (var service in Enum.GetValues<AwsService>()) Faults.Add(service, null, AwsFault.Throttling);

        await ShouldFailAsync(() => Sqs.ListQueuesAsync(""), "RequestThrottled", HttpStatusCode.Forbidden);
        await ShouldFailAsync(() => Sns.CreateTopicAsync("topic"), "ThrottlingException", HttpStatusCode.BadRequest);
        await ShouldFailAsync(() => Streams.ListStreamsAsync(), "LimitExceededException", HttpStatusCode.BadRequest);
        await ShouldFailAsync(() => DynamoDb.DescribeTableAsync("Orders"), "ThrottlingException", HttpStatusCode.BadRequest);
        await ShouldFailAsync(() => DynamoDb.GetItemAsync("Orders", Item("1")), "ProvisionedThroughputExceededException", HttpStatusCode.BadRequest);
        Faults.InjectedOf(AwsFaultKind.Throttling).Should().Be(5);
    }

    [Fact]
    public Task InternalError_EachService_AnswersStatus500() => ShouldFailInEachServiceAsync(
        AwsFault.InternalError, HttpStatusCode.InternalServerError, "InternalFailure", "InternalError", "InternalServerError", "InternalServerError");

    [Fact]
    public Task ServiceUnavailable_EachService_AnswersStatus503() => ShouldFailInEachServiceAsync(
        AwsFault.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "ServiceUnavailable", "ServiceUnavailable", "ServiceUnavailable");

    [Fact]
    public async Task Refused_Call_IsNotCarriedOut()
    {
        await CreateTableAsync();
        Faults.Add(AwsService.DynamoDb, "PutItem", AwsFault.InternalError, count: 1);

        await DynamoDb.Awaiting(client => client.PutItemAsync("Orders", Item("1"))).Should().ThrowExactlyAsync<InternalServerErrorException>();

        (await ExistsAsync("1")).Should().BeFalse();
    }

    [Fact]
    public async Task ConnectionReset_Call_IsNotCarriedOut()
    {
        await CreateTableAsync();
        Faults.Add(AwsService.DynamoDb, "PutItem", AwsFault.ConnectionReset);

        await DynamoDb.Awaiting(client => client.PutItemAsync("Orders", Item("1"))).Should().ThrowExactlyAsync<IOException>();

        (await ExistsAsync("1")).Should().BeFalse();
        // The SDK tries a reset connection again, whatever its configuration says.
        Faults.InjectedOf(AwsFaultKind.ConnectionReset).Should().BePositive();
    }

    [Fact]
    public async Task AnswerLost_Call_IsCarriedOut()
    {
        await CreateTableAsync();
        Faults.Add(AwsService.DynamoDb, "PutItem", AwsFault.AnswerLost);

        await DynamoDb.Awaiting(client => client.PutItemAsync("Orders", Item("1"))).Should().ThrowExactlyAsync<IOException>();

        (await ExistsAsync("1")).Should().BeTrue();
    }

    [Fact]
    public async Task AnswerLost_RefusedCall_LosesTheRefusal()
    {
        Faults.Add(AwsService.DynamoDb, null, AwsFault.AnswerLost);

        await DynamoDb.Awaiting(client => client.DescribeTableAsync("Nowhere")).Should().ThrowExactlyAsync<IOException>();
    }

    [Fact]
    public async Task AnswerLost_ClientThatTriesAgain_DoesItTwice()
    {
        var queue = await CreateQueueAsync();
        using var patient = CreateSqs(retries: 3);
        Faults.Add(AwsService.Sqs, "SendMessage", AwsFault.AnswerLost, count: 1);

        await patient.SendMessageAsync(queue, "x");

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("x", "x");
    }

    [Fact]
    public async Task AnswerLost_Publish_IsDelivered()
    {
        var queue = await CreateQueueAsync();
        var topic = await CreateTopicAsync(queue);
        Faults.Add(AwsService.Sns, "PublishBatch", AwsFault.AnswerLost);

        var publish = () => Sns.PublishBatchAsync(topic, [new SnsEntry("1", "x")], CancellationToken.None);

        await publish.Should().ThrowExactlyAsync<IOException>();
        (await ReceiveAsync(queue)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task AnswerLost_TransactWriteItems_IsNotDoneTwice()
    {
        await CreateTableAsync();
        Faults.Add(AwsService.DynamoDb, "TransactWriteItems", AwsFault.AnswerLost, count: 1);

        // The SDK tries a reset connection again, with the token that it gave the request.
        await DynamoDb.TransactWriteItemsAsync(new TransactWriteItemsRequest
        {
            TransactItems =
            [
                new()
                {
                    Update = new()
                    {
                        TableName = "Orders",
                        Key = Item("1"),
                        UpdateExpression = "ADD n :one",
                        ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
                    },
                },
            ],
        });

        (await DynamoDb.GetItemAsync("Orders", Item("1"))).Item["n"].N.Should().Be("1");
        Faults.InjectedOf(AwsFaultKind.AnswerLost).Should().Be(1);
    }

    [Fact]
    public async Task Latency_Call_TakesThatLong()
    {
        Faults.Add(AwsService.DynamoDb, "ListTables", AwsFault.Latency(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(9)), count: 1);
        var before = Time.GetUtcNow();

        var listing = DynamoDb.ListTablesAsync();
        await HangGuard.UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return listing.IsCompleted;
        });

        (await listing).HttpStatusCode.Should().Be(HttpStatusCode.OK);
        (Time.GetUtcNow() - before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));
        Faults.InjectedOf(AwsFaultKind.Latency).Should().Be(1);
    }

    [Fact]
    public async Task ClockJump_Call_MovesTheServicesClock()
    {
        var queue = await CreateQueueAsync();
        await Sqs.SendMessageAsync(queue, "x");
        (await ReceiveAsync(queue)).Should().ContainSingle();
        Faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.ClockJump(TimeSpan.FromSeconds(29)), count: 1);
        (await ReceiveAsync(queue)).Should().BeEmpty();
        Faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.ClockJump(TimeSpan.FromSeconds(1)), count: 1);

        (await ReceiveAsync(queue)).Should().ContainSingle();
        Faults.InjectedOf(AwsFaultKind.ClockJump).Should().Be(2);
    }

    [Fact]
    public async Task Rule_ThatEndsTheCall_IsTheLastAsked()
    {
        var first = Faults.Add(AwsService.Sqs, null, AwsFault.ClockJump(TimeSpan.FromSeconds(1)));
        var second = Faults.Add(AwsService.Sqs, "ListQueues", AwsFault.ServiceUnavailable, count: 1);
        var third = Faults.Add(AwsService.Sqs, null, AwsFault.Throttling);

        await ShouldFailAsync(() => Sqs.ListQueuesAsync(""), "ServiceUnavailable", HttpStatusCode.ServiceUnavailable);
        new[] { first, second, third }.Select(rule => rule.Injected).Should().Equal(1, 1, 0);
        await ShouldFailAsync(() => Sqs.ListQueuesAsync(""), "RequestThrottled", HttpStatusCode.Forbidden);
        new[] { first, second, third }.Select(rule => rule.Injected).Should().Equal(2, 1, 1);
    }

    private async Task ShouldFailInEachServiceAsync(AwsFault fault, HttpStatusCode status, string sqs, string sns, string streams, string dynamoDb)
    {
        foreach (var service in Enum.GetValues<AwsService>()) Faults.Add(service, null, fault);

        await ShouldFailAsync(() => Sqs.ListQueuesAsync(""), sqs, status);
        await ShouldFailAsync(() => Sns.CreateTopicAsync("topic"), sns, status);
        await ShouldFailAsync(() => Streams.ListStreamsAsync(), streams, status);
        await ShouldFailAsync(() => DynamoDb.ListTablesAsync(), dynamoDb, status);
    }

    private static async Task ShouldFailAsync(Func<Task> call, string code, HttpStatusCode status)
    {
        var error = (await call.Should().ThrowAsync<AmazonServiceException>()).Which;
        error.ErrorCode.Should().Be(code);
        error.StatusCode.Should().Be(status);
    }
}

public sealed class InProcessCallFaultTests() : CallFaultContract(options => new InProcessBackend(options))
{
    [Fact]
    public async Task ConnectionReset_InProcess_LooksLikeASocketsReset()
    {
        Faults.Add(AwsService.DynamoDb, null, AwsFault.ConnectionReset);

        var error = await DynamoDb.Awaiting(client => client.ListTablesAsync()).Should().ThrowExactlyAsync<IOException>();

        error.Which.GetBaseException().Should().BeOfType<SocketException>().Which.SocketErrorCode.Should().Be(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Latency_Call_WaitsOnTheClock()
    {
        Faults.Add(AwsService.DynamoDb, "ListTables", AwsFault.Latency(TimeSpan.FromSeconds(5)), count: 1);

        var listing = DynamoDb.ListTablesAsync();
        Time.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        listing.IsCompleted.Should().BeFalse();
        Time.Advance(TimeSpan.FromMilliseconds(1));

        (await listing).HttpStatusCode.Should().Be(HttpStatusCode.OK);
        Faults.InjectedOf(AwsFaultKind.Latency).Should().Be(1);
    }

    [Fact]
    public async Task Latency_Cancelled_EndsAtOnce()
    {
        Faults.Add(AwsService.DynamoDb, null, AwsFault.Latency(TimeSpan.Zero, TimeSpan.FromSeconds(5)));
        using var cancellation = new CancellationTokenSource();

        var listing = DynamoDb.ListTablesAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await listing.Awaiting(call => call).Should().ThrowExactlyAsync<TaskCanceledException>();
    }
}

public sealed class HttpCallFaultTests() : CallFaultContract(options => new HttpBackend(options));
