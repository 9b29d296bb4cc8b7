namespace Cdc.Testing.Tests.Cli;

public sealed class SqsCliTests : AwsCliTest
{
    [AwsCliFact]
    public async Task Sqs_Messages_WorkFromTheCommandLine()
    {
        var queue = Text(await AskAsync("sqs", "create-queue", "--queue-name", "orders", "--attributes", "VisibilityTimeout=60"), "QueueUrl");
        await AskAsync(
            "sqs", "send-message", "--queue-url", queue, "--message-body", "grüezi",
            "--message-attributes", """{"type":{"DataType":"String","StringValue":"orders.insert"}}""");
        var batch = await AskAsync("sqs", "send-message-batch", "--queue-url", queue, "--entries", """[{"Id":"a","MessageBody":"2"},{"Id":"b","MessageBody":"3","DelaySeconds":901}]""");
        batch.GetProperty("Successful").GetArrayLength().Should().Be(1);
        Text(batch.GetProperty("Failed")[0], "Code").Should().Be("InvalidParameterValue");

        var received = (await AskAsync(
            "sqs", "receive-message", "--queue-url", queue, "--max-number-of-messages", "10", "--wait-time-seconds", "1",
            "--attribute-names", "All", "--message-attribute-names", "All")).GetProperty("Messages");
        Text(received[0], "Body").Should().Be("grüezi");
        Text(received[0].GetProperty("MessageAttributes").GetProperty("type"), "StringValue").Should().Be("orders.insert");
        Text(received[0].GetProperty("Attributes"), "ApproximateReceiveCount").Should().Be("1");

        await DoAsync("sqs", "change-message-visibility", "--queue-url", queue, "--receipt-handle", Text(received[0], "ReceiptHandle"), "--visibility-timeout", "0");
        await DoAsync("sqs", "delete-message", "--queue-url", queue, "--receipt-handle", Text(received[1], "ReceiptHandle"));
        var attributes = (await AskAsync("sqs", "get-queue-attributes", "--queue-url", queue, "--attribute-names", "All")).GetProperty("Attributes");
        Text(attributes, "ApproximateNumberOfMessages").Should().Be("1");
        Text(attributes, "ApproximateNumberOfMessagesNotVisible").Should().Be("0");
        Text(attributes, "VisibilityTimeout").Should().Be("60");

        await DoAsync("sqs", "purge-queue", "--queue-url", queue);
        await DoAsync("sqs", "delete-queue", "--queue-url", queue);
        (await FailAsync("sqs", "send-message", "--queue-url", queue, "--message-body", "x")).Should().Contain("(AWS.SimpleQueueService.NonExistentQueue)");
    }

    [AwsCliFact]
    public async Task Sqs_DeadLetters_AreBroughtBackFromTheCommandLine()
    {
        using var sqs = Aws.CreateSqsClient();
        var deadLetters = (await sqs.CreateQueueAsync("dead-letters")).QueueUrl;
        var arn = (await sqs.GetQueueAttributesAsync(deadLetters, ["QueueArn"])).QueueARN;
        var queue = (await sqs.CreateQueueAsync("orders")).QueueUrl;
        await DoAsync("sqs", "set-queue-attributes", "--queue-url", queue, "--attributes", $$"""{"RedrivePolicy":"{\"deadLetterTargetArn\":\"{{arn}}\",\"maxReceiveCount\":\"1\"}"}""");
        await sqs.SendMessageAsync(queue, "x");
        for (var time = 0; time < 2; time++) await sqs.ReceiveMessageAsync(new Amazon.SQS.Model.ReceiveMessageRequest { QueueUrl = queue, VisibilityTimeout = 0 });

        var started = await AskAsync("sqs", "start-message-move-task", "--source-arn", arn);

        Text(started, "TaskHandle").Should().NotBeEmpty();
        var moves = (await AskAsync("sqs", "list-message-move-tasks", "--source-arn", arn)).GetProperty("Results");
        Text(moves[0], "Status").Should().Be("COMPLETED");
        (await sqs.ReceiveMessageAsync(queue)).Messages.Single().Body.Should().Be("x");
    }
}
