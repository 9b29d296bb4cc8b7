using Amazon.SQS.Model;

namespace Cdc.Testing.Tests.Cli;

public sealed class SnsCliTests : AwsCliTest
{
    [AwsCliFact]
    public async Task Sns_TopicAndSubscription_WorkFromTheCommandLine()
    {
        using var sqs = Aws.CreateSqsClient();
        var queue = (await sqs.CreateQueueAsync("orders")).QueueUrl;
        var queueArn = (await sqs.GetQueueAttributesAsync(queue, ["QueueArn"])).QueueARN;

        var topic = Text(await AskAsync("sns", "create-topic", "--name", "orders"), "TopicArn");
        var subscription = Text(
            await AskAsync(
                "sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint", queueArn, "--return-subscription-arn",
                "--attributes", """{"RawMessageDelivery":"true","FilterPolicy":"{\"type\":[\"orders.insert\"]}"}"""),
            "SubscriptionArn");
        await DoAsync(
            "sns", "set-subscription-attributes", "--subscription-arn", subscription, "--attribute-name", "FilterPolicy",
            "--attribute-value", """{"type":[{"prefix":"orders."}]}""");

        var published = await AskAsync(
            "sns", "publish", "--topic-arn", topic, "--message", "1", "--message-attributes", """{"type":{"DataType":"String","StringValue":"orders.modify"}}""");
        var batch = await AskAsync(
            "sns", "publish-batch", "--topic-arn", topic, "--publish-batch-request-entries",
            """[{"Id":"a","Message":"2","MessageAttributes":{"type":{"DataType":"String","StringValue":"orders.remove"}}},{"Id":"b","Message":"filtered"}]""");

        Text(published, "MessageId").Should().NotBeEmpty();
        batch.GetProperty("Successful").EnumerateArray().Select(entry => Text(entry, "Id")).Should().Equal("a", "b");
        var messages = (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, MessageAttributeNames = ["All"] })).Messages;
        messages.Select(message => (message.Body, message.MessageAttributes["type"].StringValue)).Should().Equal(("1", "orders.modify"), ("2", "orders.remove"));

        Text((await AskAsync("sns", "list-topics")).GetProperty("Topics")[0], "TopicArn").Should().Be(topic);
        var listed = (await AskAsync("sns", "list-subscriptions-by-topic", "--topic-arn", topic)).GetProperty("Subscriptions");
        listed.EnumerateArray().Select(entry => Text(entry, "Endpoint")).Should().Equal(queueArn);
        Text((await AskAsync("sns", "get-topic-attributes", "--topic-arn", topic)).GetProperty("Attributes"), "SubscriptionsConfirmed").Should().Be("1");
        (await FailAsync("sns", "get-topic-attributes", "--topic-arn", topic + "-none")).Should().Contain("(NotFound)");
    }
}
