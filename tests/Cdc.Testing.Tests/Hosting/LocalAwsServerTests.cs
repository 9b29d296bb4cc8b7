using System.Net;
using System.Net.Http.Headers;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.Hosting;

public sealed class LocalAwsServerTests
{
    [Fact]
    public async Task Start_PortTaken_ThrowsIOException()
    {
        using var aws = new LocalAws();
        await using var first = await LocalAwsServer.StartAsync(aws);

        var start = () => LocalAwsServer.StartAsync(aws, first.Url.Port);

        await start.Should().ThrowExactlyAsync<IOException>();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public async Task Start_PortOutOfRange_Throws(int port)
    {
        using var aws = new LocalAws();

        var start = () => LocalAwsServer.StartAsync(aws, port);

        await start.Should().ThrowExactlyAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Start_GivenUp_Throws()
    {
        using var aws = new LocalAws();

        var start = () => LocalAwsServer.StartAsync(aws, cancellationToken: new CancellationToken(canceled: true));

        await start.Should().ThrowExactlyAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example:4566")]
    [InlineData("localhost.evil.example")]
    [InlineData("evillocalhost")]
    [InlineData("10.0.0.1")]
    public async Task Request_UnderAForeignName_IsRefused(string host)
    {
        using var answer = await PostAsync(request => request.Headers.Host = host);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("use 127.0.0.1 or localhost").And.NotContain(host);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://localhost:3000")]
    [InlineData("null")]
    public async Task Request_OfAForeignPage_IsRefused(string origin)
    {
        using var answer = await PostAsync(request => request.Headers.TryAddWithoutValidation("Origin", origin));

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Request_FormOfAForeignPage_ChangesNothing()
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);
        using var http = new HttpClient { BaseAddress = server.Url };
        var form = new Dictionary<string, string> { ["Action"] = "CreateTopic", ["Version"] = "2010-03-31", ["Name"] = "forged" };

        foreach (var (origin, topics) in new[] { ("https://evil.example", 0), (null, 1) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent(form) };
            if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
            using var answer = await http.SendAsync(request);

            using var list = await http.PostAsync("/", new FormUrlEncodedContent(new Dictionary<string, string> { ["Action"] = "ListTopics", ["Version"] = "2010-03-31" }));
            (await list.Content.ReadAsStringAsync()).Split("<TopicArn>").Length.Should().Be(1 + topics);
        }
    }

    [Theory]
    [InlineData("localhost:4566")]
    [InlineData("LocalHost")]
    [InlineData("sqs.eu-central-1.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:4566")]
    public async Task Request_UnderALoopbackName_IsServed(string host)
    {
        using var answer = await PostAsync(request =>
        {
            request.Headers.Host = host;
            request.Headers.TryAddWithoutValidation("Origin", "http://" + host);
        });

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_BodyThatFillsTheMemory_IsRefusedBeforeItIsRead()
    {
        using var answer = await PostAsync(request =>
        {
            // Said, and never sent: the answer does not wait for it.
            request.Content!.Headers.ContentLength = (64 * 1024 * 1024) + 1;
            request.Headers.ExpectContinue = true;
        });

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<HttpResponseMessage> PostAsync(Action<HttpRequestMessage> change)
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var http = new HttpClient(handler) { BaseAddress = server.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("{}", new MediaTypeHeaderValue("application/x-amz-json-1.0")) };
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        change(request);
        return await http.SendAsync(request);
    }

    [Fact]
    public async Task Dispose_Server_FreesThePortAndKeepsWhatItServed()
    {
        using var aws = new LocalAws();
        var first = await LocalAwsServer.StartAsync(aws);
        using (var client = CreateDynamoDbClient(first)) await OrdersTable.CreateAsync(client);

        await first.DisposeAsync();

        await using var second = await LocalAwsServer.StartAsync(aws, first.Url.Port);
        using var again = CreateDynamoDbClient(second);
        (await again.ListTablesAsync()).TableNames.Should().Equal("Orders");
    }

    [Fact]
    public async Task Dispose_LongPollUnderWayOnAStoppedClock_CutsItOff()
    {
        var time = new PollingTime();
        using var aws = new LocalAws(new LocalAwsOptions { TimeProvider = time });
        var server = await LocalAwsServer.StartAsync(aws);
        using var sqs = new AmazonSQSClient(
            LocalAws.Credentials, new AmazonSQSConfig { ServiceURL = server.Url.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
        var queueUrl = (await sqs.CreateQueueAsync("queue")).QueueUrl;
        var receiving = sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queueUrl, WaitTimeSeconds = 20 });
        await time.Polling.WaitAsync(HangGuard.Patience);

        await server.DisposeAsync();

        var receive = () => receiving;
        await receive.Should().ThrowExactlyAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Clients_InProcessAndOverHttp_WorkOnTheSameItemAtOnce()
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);
        using var inProcess = aws.CreateDynamoDbClient();
        using var one = CreateDynamoDbClient(server);
        using var other = CreateDynamoDbClient(server);
        await OrdersTable.CreateAsync(inProcess);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => (number % 3) switch { 0 => one, 1 => other, _ => inProcess }).Select(client =>
            client.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = "Orders",
                Key = OrdersTable.Key("1"),
                UpdateExpression = "ADD hits :one",
                ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
            })));

        (await other.GetItemAsync("Orders", OrdersTable.Key("1"), consistentRead: true)).Item["hits"].N.Should().Be("60");
    }

    private static AmazonDynamoDBClient CreateDynamoDbClient(LocalAwsServer server) => new(
        LocalAws.Credentials, new AmazonDynamoDBConfig { ServiceURL = server.Url.ToString(), AuthenticationRegion = "us-east-1" });

    /// <summary>A clock that stands, and tells when a long poll waits on it; nothing else of a server does.</summary>
    private sealed class PollingTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _polling = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Polling => _polling.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan) _polling.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
