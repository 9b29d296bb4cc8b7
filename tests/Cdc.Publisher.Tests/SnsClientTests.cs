using System.Net;
using Amazon.Runtime;

namespace Cdc.Publisher.Tests;

/// <summary>What goes over the wire, and what is made of the answers.</summary>
public sealed class SnsClientTests
{
    private static readonly SnsEntry[] _entries =
    [
        new("0", """{"id":"a&b=c+d é"}""") { Attributes = new Dictionary<string, SnsMessageAttributeValue> { ["type"] = SnsMessageAttributeValue.Text("orders.modify"), ["count"] = new("Number", "7") } },
        new("1", "two") { GroupId = "group", DeduplicationId = "once" },
    ];

    [Fact]
    public void Constructor_Null_Throws()
    {
        FluentActions.Invoking(() => new SnsClient(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("config");
        FluentActions.Invoking(() => new SnsClient(new AnonymousAWSCredentials(), null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("config");
        FluentActions.Invoking(() => new SnsClient(null!, new SnsClientConfig())).Should().ThrowExactly<ArgumentNullException>().WithParameterName("credentials");
    }

    [Fact]
    public async Task PublishBatch_Entries_WritesTheFormOfTheQueryProtocol()
    {
        var http = new StubHttp((HttpStatusCode.OK, StubHttp.Success));
        using var client = http.CreateClient();

        var failures = await client.PublishBatchAsync(StreamEvents.TopicArn, _entries, default);

        failures.Should().BeEmpty();
        var request = http.Requests.Should().ContainSingle().Which;
        request.Method.Should().Be(HttpMethod.Post);
        request.Uri.AbsoluteUri.Should().Be("https://sns.eu-central-1.amazonaws.com/");
        request.Fields.Should().Equal(
            "Action=PublishBatch",
            "PublishBatchRequestEntries.member.1.Id=0",
            """PublishBatchRequestEntries.member.1.Message={"id":"a&b=c+d é"}""",
            "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Name=type",
            "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.DataType=String",
            "PublishBatchRequestEntries.member.1.MessageAttributes.entry.1.Value.StringValue=orders.modify",
            "PublishBatchRequestEntries.member.1.MessageAttributes.entry.2.Name=count",
            "PublishBatchRequestEntries.member.1.MessageAttributes.entry.2.Value.DataType=Number",
            "PublishBatchRequestEntries.member.1.MessageAttributes.entry.2.Value.StringValue=7",
            "PublishBatchRequestEntries.member.2.Id=1",
            "PublishBatchRequestEntries.member.2.Message=two",
            "PublishBatchRequestEntries.member.2.MessageDeduplicationId=once",
            "PublishBatchRequestEntries.member.2.MessageGroupId=group",
            $"TopicArn={StreamEvents.TopicArn}",
            "Version=2010-03-31");
        request.Body.Should().Contain("Message=%7B%22id%22%3A%22a%26b%3Dc%2Bd%20%C3%A9%22%7D");
    }

    [Fact]
    public async Task PublishBatch_AnyCall_IsSignedForSnsAndTheRegion()
    {
        var http = new StubHttp((HttpStatusCode.OK, StubHttp.Success));
        using var client = http.CreateClient("eu-west-3");

        await client.PublishBatchAsync("arn:aws:sns:eu-west-3:123456789012:orders", _entries, default);

        var headers = http.Requests.Single().Headers;
        headers["Authorization"].Should().MatchRegex(
            "^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-3/sns/aws4_request, SignedHeaders=[a-z0-9;-]*content-type;host;[a-z0-9;-]*x-amz-date, Signature=[0-9a-f]{64}$");
        headers["Content-Type"].Should().Be("application/x-www-form-urlencoded; charset=utf-8");
        headers["X-Amz-Date"].Should().MatchRegex("^[0-9]{8}T[0-9]{6}Z$");
        headers["User-Agent"].Should().Contain("SNS");
    }

    [Fact]
    public async Task PublishBatch_SomeFailAtHttp200_ReturnsThem()
    {
        var http = new StubHttp((HttpStatusCode.OK,
            """
            <PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Failed>
            <member><Id>1</Id><Code>InternalError</Code><Message>busy &amp; late</Message><SenderFault>false</SenderFault></member>
            <member><Id>0</Id><Code>InvalidParameter</Code><SenderFault>true</SenderFault></member>
            </Failed><Successful/></PublishBatchResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishBatchResponse>
            """));
        using var client = http.CreateClient();

        (await client.PublishBatchAsync(StreamEvents.TopicArn, _entries, default)).Should().Equal(
            new SnsFailure("1", "InternalError", "busy & late", senderFault: false),
            new SnsFailure("0", "InvalidParameter", null, senderFault: true));
    }

    [Theory]
    [InlineData("<PublishBatchResponse><PublishBatchResult/></PublishBatchResponse>", "0", "1")]
    [InlineData("<PublishBatchResponse><PublishBatchResult><Successful><member><Id>1</Id></member></Successful></PublishBatchResult></PublishBatchResponse>", "0")]
    [InlineData("<html><body>Welcome to the hotel's network</body></html>", "0", "1")]
    public async Task PublishBatch_AnswerLeavesEntriesOut_CountsThemAsFailed(string answer, params string[] failed)
    {
        using var client = new StubHttp((HttpStatusCode.OK, answer)).CreateClient();

        (await client.PublishBatchAsync(StreamEvents.TopicArn, _entries, default)).Should().Equal(
            failed.Select(id => new SnsFailure(id, "NotAnswered", "The answer does not say what became of the entry.", senderFault: false)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK")]
    [InlineData("<PublishBatchResponse>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><x>&e;</x>")]
    public async Task PublishBatch_AnswerIsNoXml_Throws(string answer)
    {
        using var client = new StubHttp((HttpStatusCode.OK, answer)).CreateClient();

        await client.Awaiting(it => it.PublishBatchAsync(StreamEvents.TopicArn, _entries, default))
            .Should().ThrowExactlyAsync<AmazonClientException>().WithMessage("SNS answered something that is not XML*");
    }

    [Fact]
    public async Task PublishBatch_ErrorDocument_ThrowsWithItsCode()
    {
        var http = new StubHttp((HttpStatusCode.NotFound, Error("Sender", "NotFound", "Topic does not exist")));
        using var client = http.CreateClient();

        var thrown = await client.Awaiting(it => it.PublishBatchAsync(StreamEvents.TopicArn, _entries, default)).Should().ThrowExactlyAsync<AmazonServiceException>();

        thrown.Which.ErrorCode.Should().Be("NotFound");
        thrown.Which.Message.Should().Be("Topic does not exist");
        thrown.Which.StatusCode.Should().Be(HttpStatusCode.NotFound);
        thrown.Which.ErrorType.Should().Be(ErrorType.Sender);
        thrown.Which.RequestId.Should().Be("r-9");
        http.Requests.Should().ContainSingle("a refusal does not pass by itself");
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body><h1>Service Unavailable<br></body></html>")]
    [InlineData("<html><body><h1>Service Unavailable</h1></body></html>")]
    [InlineData("")]
    public async Task PublishBatch_503WithoutAnErrorDocument_IsRetriedAndThenThrows(string page)
    {
        var http = new StubHttp((HttpStatusCode.ServiceUnavailable, page));
        using var client = http.CreateClient();

        var thrown = await client.Awaiting(it => it.PublishBatchAsync(StreamEvents.TopicArn, _entries, default)).Should().ThrowExactlyAsync<AmazonServiceException>();

        thrown.Which.Message.Should().Be("SNS answered HTTP status 503 without an error document.");
        thrown.Which.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        thrown.Which.ErrorType.Should().Be(ErrorType.Receiver);
        http.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "Throttling")]
    [InlineData(HttpStatusCode.BadRequest, "ThrottlingException")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError")]
    [InlineData(HttpStatusCode.TooManyRequests, "TooManyRequestsException")]
    public async Task PublishBatch_FailsInPassingOnce_IsRetried(HttpStatusCode status, string code)
    {
        var http = new StubHttp((status, Error("Receiver", code, "Rate exceeded")), (HttpStatusCode.OK, StubHttp.Success));
        using var client = http.CreateClient();

        (await client.PublishBatchAsync(StreamEvents.TopicArn, _entries, default)).Should().BeEmpty();

        http.Requests.Should().HaveCount(2);
        http.Requests[1].Body.Should().Be(http.Requests[0].Body);
    }

    [Fact]
    public async Task PublishBatch_Cancelled_ThrowsAndSendsNothing()
    {
        var http = new StubHttp((HttpStatusCode.OK, StubHttp.Success));
        using var client = http.CreateClient();

        await client.Awaiting(it => it.PublishBatchAsync(StreamEvents.TopicArn, _entries, new CancellationToken(canceled: true)))
            .Should().ThrowExactlyAsync<TaskCanceledException>();
        http.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_Entry_ReturnsTheMessageId()
    {
        var http = new StubHttp((HttpStatusCode.OK, "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>"));
        using var client = http.CreateClient();

        (await client.PublishAsync(StreamEvents.TopicArn, _entries[1])).Should().Be("m-1");

        http.Requests.Single().Fields.Should().Equal(
            "Action=Publish", "Message=two", "MessageDeduplicationId=once", "MessageGroupId=group", $"TopicArn={StreamEvents.TopicArn}", "Version=2010-03-31");
    }

    private static string Error(string type, string code, string message) =>
        $"<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>{type}</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-9</RequestId></ErrorResponse>";
}
