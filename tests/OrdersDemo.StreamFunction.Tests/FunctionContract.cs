using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing;

namespace OrdersDemo.StreamFunction.Tests;

/// <summary>What the executable does, however it was compiled: a process of its own, and real HTTP to all that it talks to.</summary>
public abstract class FunctionContract : IAsyncLifetime, IDisposable
{
    private const string Table = "Orders";

    private const string OneRecord =
        """
        {"Records":[{"eventID":"e-1","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-central-1",
        "dynamodb":{"ApproximateCreationDateTime":1480642020,"Keys":{"orderId":{"S":"o-1"}},"SequenceNumber":"111000000000000000000001","SizeBytes":26,"StreamViewType":"KEYS_ONLY"},
        "eventSourceARN":"arn:aws:dynamodb:eu-central-1:000000000000:table/Orders/stream/2026-11-22T10:00:00.000"}]}
        """;

    private readonly LocalAws _aws = new();
    private LocalAwsServer _server = null!;
    private LocalLambdaRuntimeApi _api = null!;

    /// <summary>Gets the command that starts the function.</summary>
    protected abstract IReadOnlyList<string> Command { get; }

    /// <summary>Gets why the function cannot be run here; null where it can.</summary>
    protected virtual string? Absent => null;

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(_aws);
        _api = await LocalLambdaRuntimeApi.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _aws.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task PutItem_Order_ArrivesInTheQueue()
    {
        Skip.If(Absent is not null, Absent);
        var (topicArn, queueUrl) = await SubscribeAsync();
        using var dynamoDb = _aws.CreateDynamoDbClient();
        using var streams = _aws.CreateStreamsClient();
        var table = await dynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = Table,
            KeySchema = [new("orderId", KeyType.HASH)],
            AttributeDefinitions = [new("orderId", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.NEW_AND_OLD_IMAGES },
        });
        await using var function = Start(("Cdc__TopicArn", topicArn));
        await using var mapping = LocalEventSourceMapping.Start(streams, table.TableDescription.LatestStreamArn, _api.InvokeAsync);

        await dynamoDb.PutItemAsync(Table, new Dictionary<string, AttributeValue> { ["orderId"] = new("o-1"), ["customer"] = new("Ada") });

        using var envelope = JsonDocument.Parse(await ReceiveAsync(queueUrl));
        envelope.RootElement.GetProperty("type").GetString().Should().Be("orders.insert");
        envelope.RootElement.GetProperty("data").GetRawText().Should().Be("""{"orderId":"o-1"}""");
    }

    [SkippableFact]
    public async Task Invoke_NotAStreamEvent_IsAFailedInvocationAndTheNextSucceeds()
    {
        Skip.If(Absent is not null, Absent);
        await using var function = Start(("Cdc__TopicArn", (await SubscribeAsync()).TopicArn));

        var failure = (await FluentActions.Awaiting(() => InvokeAsync("no event")).Should().ThrowExactlyAsync<LambdaFunctionException>()).Which;
        var answer = await InvokeAsync("""{"Records":[]}""");

        failure.ErrorType.Should().Be("CdcStreamEventException");
        answer.Should().Be("""{"batchItemFailures":[]}""");
    }

    [SkippableFact]
    public async Task Start_NoTopic_IsReportedAndEndsTheProcess()
    {
        Skip.If(Absent is not null, Absent);
        var invoking = InvokeAsync("""{"Records":[]}""");
        await using var function = Start();

        (await function.ExitAsync()).Should().NotBe(0);

        var failure = (await FluentActions.Awaiting(() => invoking).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("*Cdc__TopicArn*")).Which;
        failure.ErrorType.Should().Be("OptionsValidationException");
        function.Output.Should().Contain("Cdc__TopicArn").And.Contain("\tFATAL\tCdc.Lambda.LambdaRuntime[1102] ");
    }

    // A line that is no JSON object of Lambda's form counts as INFO, and would not pass.
    [SkippableFact]
    public async Task Log_JsonFromErrorUp_TellsErrorsAloneWithLevelAndRequestId()
    {
        Skip.If(Absent is not null, Absent);
        await using var function = Start(
            ("Cdc__TopicArn", $"arn:aws:sns:{_aws.Options.Region}:000000000000:none"), ("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_LEVEL", "ERROR"));

        (await InvokeAsync(OneRecord)).Should().Be("""{"batchItemFailures":[{"itemIdentifier":"111000000000000000000001"}]}""");

        await function.EndAsync();
        using var line = JsonDocument.Parse(function.Output.Trim());
        line.RootElement.GetProperty("timestamp").GetDateTimeOffset().Offset.Should().Be(TimeSpan.Zero);
        line.RootElement.GetProperty("level").GetString().Should().Be("ERROR");
        Guid.TryParse(line.RootElement.GetProperty("requestId").GetString(), out _).Should().BeTrue();
        line.RootElement.GetProperty("event").GetInt32().Should().Be(1006);
        line.RootElement.GetProperty("Count").GetInt32().Should().Be(1);
    }

    [SkippableFact]
    public async Task Log_Text_HasLevelAndRequestIdInEveryLine()
    {
        Skip.If(Absent is not null, Absent);
        await using var function = Start(("Cdc__TopicArn", $"arn:aws:sns:{_aws.Options.Region}:000000000000:none"));

        await InvokeAsync(OneRecord);

        await function.EndAsync();
        function.Output.Trim().Split('\n').Should().HaveCount(2)
            .And.AllSatisfy(line => line.Should().MatchRegex("^[0-9T:.Z-]{24}\t[0-9a-f-]{36}\t(ERROR|WARN)\tCdc\\.Publisher\\.CdcPublisher\\[(1006|1001)\\] "));
    }

    [SkippableFact]
    public async Task RuntimeApi_Ends_EndsTheProcessToo()
    {
        Skip.If(Absent is not null, Absent);
        await using var function = Start(("Cdc__TopicArn", (await SubscribeAsync()).TopicArn));
        await InvokeAsync("""{"Records":[]}""");

        await _api.DisposeAsync();

        (await function.ExitAsync()).Should().NotBe(0);
        function.Output.Should().Contain("the process must end").And.Contain("\tFATAL\tCdc.Lambda.LambdaRuntime[1103] ");
    }

    [SkippableFact]
    public async Task Start_NoRuntimeApi_SaysWhatItIsFor()
    {
        Skip.If(Absent is not null, Absent);
        await using var function = FunctionProcess.Start(Command);

        (await function.ExitAsync()).Should().NotBe(0);

        function.Output.Should().Contain("AWS_LAMBDA_RUNTIME_API is not set");
    }

    private FunctionProcess Start(params (string, string)[] environment) => FunctionProcess.Start(
        Command,
        [
            ("AWS_LAMBDA_RUNTIME_API", _api.Address),
            ("AWS_ENDPOINT_URL", _server.Url.ToString()),
            ("AWS_REGION", _aws.Options.Region),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            .. environment,
        ]);

    private async Task<string> InvokeAsync(string functionEvent) =>
        await new StreamReader(await _api.InvokeAsync(new MemoryStream(Encoding.UTF8.GetBytes(functionEvent)))).ReadToEndAsync();

    private async Task<(string TopicArn, string QueueUrl)> SubscribeAsync()
    {
        using var sns = _aws.CreateSnsClient();
        using var sqs = _aws.CreateSqsClient();
        var topicArn = await sns.CreateTopicAsync("orders");
        var queueUrl = (await sqs.CreateQueueAsync("listener")).QueueUrl;
        var queue = await sqs.GetQueueAttributesAsync(queueUrl, [QueueAttributeName.QueueArn]);
        await sns.SubscribeQueueAsync(topicArn, queue.QueueARN, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" });
        return (topicArn, queueUrl);
    }

    private async Task<string> ReceiveAsync(string queueUrl)
    {
        using var sqs = _aws.CreateSqsClient();
        for (var tries = 0; tries < 6; tries++)
        {
            var received = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queueUrl, WaitTimeSeconds = 10 });
            if (received.Messages is [var message]) return message.Body;
        }

        throw new TimeoutException("Nothing came for a minute.");
    }
}
