using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;
using Cdc.Worker;

namespace Cdc.Testing.Tests;

public sealed class DynamoDbStreamsClientTests
{
    [Fact]
    public void Constructor_Null_Throws()
    {
        FluentActions.Invoking(() => new DynamoDbStreamsClient(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("config");
        FluentActions.Invoking(() => new DynamoDbStreamsClient(LocalAws.Credentials, null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("config");
        FluentActions.Invoking(() => new DynamoDbStreamsClient(null!, new DynamoDbStreamsClientConfig())).Should().ThrowExactly<ArgumentNullException>().WithParameterName("credentials");
    }

    [Theory]
    [InlineData("eu-central-1", false, "https://streams.dynamodb.eu-central-1.amazonaws.com")]
    [InlineData("cn-north-1", false, "https://streams.dynamodb.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-east-1", true, "https://streams.dynamodb-fips.us-east-1.amazonaws.com")]
    public async Task Request_InARegion_GoesToItsEndpointSigned(string region, bool fips, string endpoint)
    {
        var http = new Answers((HttpStatusCode.OK, """{"Records":[]}"""));
        using var client = Create(http, config =>
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            config.UseFIPSEndpoint = fips;
        });

        await client.GetRecordsAsync("iterator", limit: 5);

        var request = http.Requests.Single();
        request.Url.GetLeftPart(UriPartial.Authority).Should().Be(endpoint);
        request.Target.Should().Be("DynamoDBStreams_20120810.GetRecords");
        request.Authorization.Should().Contain($"/{region}/dynamodb/aws4_request");
        request.ContentType.Should().Be("application/x-amz-json-1.0");
        request.Body.Should().Be("""{"ShardIterator":"iterator","Limit":5}""");
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "com.amazonaws.dynamodb.v20120810#LimitExceededException")]
    [InlineData(HttpStatusCode.InternalServerError, "com.amazonaws.dynamodb.v20120810#InternalServerError")]
    public async Task Request_PassingError_IsSentAgain(HttpStatusCode status, string type)
    {
        var http = new Answers((status, $$"""{"__type":"{{type}}","message":"later"}"""), (HttpStatusCode.OK, """{"ShardIterator":"x"}"""));
        using var client = Create(http);

        var iterator = await client.GetShardIteratorAsync("arn", "shard", DynamoDbShardIteratorType.Latest);

        iterator.Should().Be("x");
        http.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Request_Refused_ThrowsTheServicesErrorAtOnce()
    {
        var http = new Answers((
            HttpStatusCode.BadRequest,
            """{"__type":"com.amazonaws.dynamodb.v20120810#ExpiredIteratorException","message":"too late"}"""));
        using var client = Create(http);

        var get = () => client.GetRecordsAsync("iterator");

        var error = (await get.Should().ThrowExactlyAsync<AmazonServiceException>()).Which;
        error.ErrorCode.Should().Be("ExpiredIteratorException");
        error.Message.Should().Be("too late");
        error.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        http.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Request_AnsweredByAProxy_ThrowsItsStatus()
    {
        var http = new Answers((HttpStatusCode.Forbidden, "<html>no</html>"));
        using var client = Create(http);

        var get = () => client.GetRecordsAsync("iterator");

        (await get.Should().ThrowExactlyAsync<AmazonServiceException>()).Which.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task GetRecords_Record_KeepsItsBytes()
    {
        var json = """{"eventID":"e","dynamodb":{"SequenceNumber":"123","Unknown":[1, 2.50]}}""";
        var http = new Answers((HttpStatusCode.OK, $$"""{"Records":[{{json}}]}"""));
        using var client = Create(http);

        var answer = await client.GetRecordsAsync("iterator");

        var record = answer.Records.Single();
        Encoding.UTF8.GetString(record.Json.Span).Should().Be(json);
        record.EventId.Should().Be("e");
        record.SequenceNumber.Should().Be("123");
        answer.NextShardIterator.Should().BeNull();
    }

    private static DynamoDbStreamsClient Create(Answers answers, Action<DynamoDbStreamsClientConfig>? configure = null)
    {
        var config = new DynamoDbStreamsClientConfig
        {
            RegionEndpoint = RegionEndpoint.USEast1,
            HttpClientFactory = new HandlerFactory(answers),
            MaxErrorRetry = 1,
        };
        configure?.Invoke(config);
        return new DynamoDbStreamsClient(LocalAws.Credentials, config);
    }

    private sealed record Request(Uri Url, string? Target, string? Authorization, string? ContentType, string Body);

    /// <summary>Gives the answers in turn and keeps the requests.</summary>
    private sealed class Answers(params (HttpStatusCode Status, string Body)[] answers) : HttpMessageHandler
    {
        public List<Request> Requests { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = answers[Requests.Count];
            Requests.Add(new Request(
                request.RequestUri!,
                request.Headers.GetValues("X-Amz-Target").Single(),
                request.Headers.NonValidated["Authorization"].ToString(),
                request.Content!.Headers.ContentType?.ToString(),
                await request.Content.ReadAsStringAsync(cancellationToken)));
            return new HttpResponseMessage(status) { Content = new StringContent(body) };
        }
    }
}
