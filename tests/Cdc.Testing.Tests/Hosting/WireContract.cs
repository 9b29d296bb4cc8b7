using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Cdc.Testing.Tests.Hosting;

/// <summary>What a client finds on the wire, in process and over HTTP.</summary>
public abstract class WireContract : IAsyncLifetime
{
    protected LocalAws Aws { get; } = new();

    protected abstract HttpClient Http { get; }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        Aws.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("DynamoDB_20120810", "com.amazonaws.dynamodb.v20120810#UnknownOperationException")]
    [InlineData("DynamoDBStreams_20120810", "com.amazonaws.dynamodb.v20120810#UnknownOperationException")]
    [InlineData("AmazonSQS", "com.amazonaws.sqs#UnsupportedOperation")]
    public async Task Request_UnknownOperation_SaysSo(string service, string type)
    {
        using var answer = await PostJsonAsync($"{service}.Fly", "{}");

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var error = await ReadAsync(answer);
        error.GetProperty("__type").GetString().Should().Be(type);
        error.GetProperty("message").GetString().Should().StartWith("LocalAws does not support the operation Fly of ");
    }

    [Theory]
    [InlineData("DynamoDB_20120810.ListTables", "com.amazonaws.dynamodb.v20120810#ValidationException")]
    [InlineData("DynamoDBStreams_20120810.ListStreams", "com.amazonaws.dynamodb.v20120810#ValidationException")]
    [InlineData("AmazonSQS.ListQueues", "com.amazonaws.sqs#UnsupportedOperation")]
    public async Task Request_UnknownMember_IsRefused(string target, string type)
    {
        using var answer = await PostJsonAsync(target, """{"Wings":2}""");

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var error = await ReadAsync(answer);
        error.GetProperty("__type").GetString().Should().Be(type);
        error.GetProperty("message").GetString().Should().StartWith("LocalAws does not support the member Wings of ");
    }

    [Fact]
    public async Task Request_UnknownAction_SaysSo()
    {
        using var answer = await PostFormAsync("Action=Fly&Version=2010-03-31");

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("<Type>Sender</Type><Code>InvalidAction</Code>").And.Contain("Fly of SNS");
    }

    [Theory]
    [InlineData("Kinesis_20131202.PutRecord")]
    [InlineData("DynamoDB_20120810")]
    [InlineData(".PutItem")]
    public async Task Request_UnknownTarget_IsNotFoundAndNamed(string target)
    {
        using var answer = await PostJsonAsync(target, "{}");

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).Should().Contain($"'{target}'");
    }

    [Theory]
    [InlineData("Action=Publish&Version=2012-11-05")]
    [InlineData("Version=2010-03-31")]
    [InlineData("")]
    public async Task Request_FormOfNoService_IsNotFound(string form)
    {
        using var answer = await PostFormAsync(form);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Request_NeitherJsonNorForm_IsNotFound()
    {
        using var answer = await Http.GetAsync(new Uri("/", UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("DynamoDB_20120810.ListTables", "{")]
    [InlineData("DynamoDB_20120810.ListTables", "[]")]
    [InlineData("DynamoDB_20120810.ListTables", "null")]
    [InlineData("DynamoDBStreams_20120810.ListStreams", "nothing")]
    [InlineData("AmazonSQS.ListQueues", "{}{}")]
    public async Task Request_BodyOtherThanAJsonObject_IsASerializationException(string target, string body)
    {
        using var answer = await PostJsonAsync(target, body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(answer)).GetProperty("__type").GetString().Should().EndWith("#SerializationException");
    }

    [Theory]
    [InlineData("DynamoDB_20120810.ListTables", "{}", HttpStatusCode.OK)]
    [InlineData("DynamoDB_20120810.ListTables", "", HttpStatusCode.OK)]
    [InlineData("DynamoDB_20120810.ListTables", "{", HttpStatusCode.BadRequest)]
    [InlineData("DynamoDBStreams_20120810.ListStreams", "{}", HttpStatusCode.OK)]
    public async Task Answer_OfDynamoDb_CarriesItsChecksumAndId(string target, string body, HttpStatusCode status)
    {
        using var answer = await PostJsonAsync(target, body);

        answer.StatusCode.Should().Be(status);
        answer.Content.Headers.ContentType!.ToString().Should().Be("application/x-amz-json-1.0");
        var checksum = Crc32.HashToUInt32(await answer.Content.ReadAsByteArrayAsync()).ToString(CultureInfo.InvariantCulture);
        answer.Headers.GetValues("x-amz-crc32").Should().Equal(checksum);
        Guid.TryParse(answer.Headers.GetValues("x-amzn-RequestId").Single(), out _).Should().BeTrue();
    }

    [Fact]
    public async Task Answer_OfSqs_CarriesNoChecksum()
    {
        using var answer = await PostJsonAsync("AmazonSQS.ListQueues", "{}");

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Headers.Contains("x-amz-crc32").Should().BeFalse();
    }

    private Task<HttpResponseMessage> PostJsonAsync(string target, string body) =>
        PostAsync(body, "application/x-amz-json-1.0", request => request.Headers.Add("X-Amz-Target", target));

    private Task<HttpResponseMessage> PostFormAsync(string form) => PostAsync(form, "application/x-www-form-urlencoded; charset=utf-8", _ => { });

    private async Task<HttpResponseMessage> PostAsync(string body, string contentType, Action<HttpRequestMessage> configure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        configure(request);
        return await Http.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
}

public sealed class InProcessWireTests : WireContract
{
    public InProcessWireTests() =>
        Http = new HttpClient(new Cdc.Testing.Hosting.LocalAwsHttpHandler(Aws.Services.Dispatcher)) { BaseAddress = new Uri("http://localaws.invalid") };

    protected override HttpClient Http { get; }

    public override Task DisposeAsync()
    {
        Http.Dispose();
        return base.DisposeAsync();
    }
}

public sealed class HttpWireTests : WireContract
{
    private LocalAwsServer? _server;

    protected override HttpClient Http { get; } = new();

    public override async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(Aws);
        Http.BaseAddress = _server.Url;
    }

    public override async Task DisposeAsync()
    {
        Http.Dispose();
        await _server!.DisposeAsync();
        await base.DisposeAsync();
    }
}
