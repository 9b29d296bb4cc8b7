using System.Net;
using Amazon.Runtime;
using Cdc.Publisher;
using Cdc.Tests.Publishing;

namespace Cdc.Testing.Tests;

public sealed class SnsClientExtensionsTests
{
    private const string TopicArn = "arn:aws:sns:eu-central-1:123456789012:orders";

    [Fact]
    public async Task CreateTopic_Attributes_ReturnsTheArn()
    {
        var http = new StubHttp((HttpStatusCode.OK, "<CreateTopicResponse><CreateTopicResult><TopicArn>arn</TopicArn></CreateTopicResult></CreateTopicResponse>"));
        using var client = http.CreateClient();

        (await client.CreateTopicAsync("orders.fifo", new Dictionary<string, string> { ["FifoTopic"] = "true" })).Should().Be("arn");

        http.Requests.Single().Fields.Should().Equal(
            "Action=CreateTopic", "Attributes.entry.1.key=FifoTopic", "Attributes.entry.1.value=true", "Name=orders.fifo", "Version=2010-03-31");
    }

    [Fact]
    public async Task CreateTopic_AnyClient_SignsWithTheCredentialsOfLocalAws()
    {
        var http = new StubHttp((HttpStatusCode.OK, "<CreateTopicResponse><CreateTopicResult><TopicArn>arn</TopicArn></CreateTopicResult></CreateTopicResponse>"));
        using var client = http.CreateClient();

        await client.CreateTopicAsync("orders");

        http.Requests.Single().Headers["Authorization"].Should().Contain("Credential=local/").And.NotContain("AKIDEXAMPLE");
    }

    [Fact]
    public async Task CreateTopic_AnswerWithoutTheArn_Throws()
    {
        using var client = new StubHttp((HttpStatusCode.OK, "<CreateTopicResponse/>")).CreateClient();

        await client.Awaiting(it => it.CreateTopicAsync("orders")).Should().ThrowExactlyAsync<AmazonClientException>()
            .WithMessage("SNS answered CreateTopicResponse without TopicArn.");
    }

    [Fact]
    public async Task CreateTopic_Twice_LeavesTheClientUsable()
    {
        using var aws = new LocalAws();
        using var client = aws.CreateSnsClient();

        var topic = await client.CreateTopicAsync("orders");
        (await client.CreateTopicAsync("orders")).Should().Be(topic);

        (await client.PublishAsync(topic, new SnsEntry("1", "message"))).Should().NotBeEmpty();
    }

    [Fact]
    public async Task SubscribeQueue_NoAttributes_ReturnsTheArn()
    {
        var http = new StubHttp((HttpStatusCode.OK, "<SubscribeResponse><SubscribeResult><SubscriptionArn>arn</SubscriptionArn></SubscribeResult></SubscribeResponse>"));
        using var client = http.CreateClient();

        (await client.SubscribeQueueAsync(TopicArn, "queue")).Should().Be("arn");

        http.Requests.Single().Fields.Should().Equal(
            "Action=Subscribe", "Endpoint=queue", "Protocol=sqs", "ReturnSubscriptionArn=true", $"TopicArn={TopicArn}", "Version=2010-03-31");
    }

    [Fact]
    public async Task SetSubscriptionAttributes_EmptyValue_SendsIt()
    {
        var http = new StubHttp((HttpStatusCode.OK, "<SetSubscriptionAttributesResponse/>"));
        using var client = http.CreateClient();

        await client.SetSubscriptionAttributesAsync("subscription", "FilterPolicy", "");

        http.Requests.Single().Fields.Should().Equal(
            "Action=SetSubscriptionAttributes", "AttributeName=FilterPolicy", "AttributeValue=", "SubscriptionArn=subscription", "Version=2010-03-31");
    }

    [Fact]
    public async Task Methods_NoClient_Throw()
    {
        await FluentActions.Awaiting(() => SnsClientExtensions.CreateTopicAsync(null!, "orders")).Should().ThrowExactlyAsync<ArgumentNullException>().WithParameterName("client");
        await FluentActions.Awaiting(() => SnsClientExtensions.SubscribeQueueAsync(null!, "topic", "queue")).Should().ThrowExactlyAsync<ArgumentNullException>().WithParameterName("client");
        await FluentActions.Awaiting(() => SnsClientExtensions.SetSubscriptionAttributesAsync(null!, "arn", "name", "")).Should().ThrowExactlyAsync<ArgumentNullException>().WithParameterName("client");
    }
}
