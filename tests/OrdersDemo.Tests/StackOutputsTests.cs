namespace OrdersDemo.Tests;

public sealed class StackOutputsTests
{
    [Fact]
    public void ToSettings_OutputsOfTheTemplate_NameTableAndQueue()
    {
        var settings = StackOutputs.ToSettings("orders", """
            [
                {"OutputKey": "TopicArn", "OutputValue": "arn:aws:sns:eu-central-1:123456789012:orders-changes"},
                {"OutputKey": "QueueUrl", "OutputValue": "https://sqs.eu-central-1.amazonaws.com/123456789012/orders-listener", "Description": "Cdc__QueueUrl"},
                {"OutputKey": "TableName", "OutputValue": "Orders"}
            ]
            """);

        settings.Should().Equal(new Dictionary<string, string?>
        {
            ["Orders:TableName"] = "Orders",
            ["Cdc:QueueUrl"] = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders-listener",
            ["Cdc:QueueName"] = null,
        });
    }

    [Theory]
    [InlineData("null", "TableName")]
    [InlineData("[]", "TableName")]
    [InlineData("""[{"OutputKey": "TableName", "OutputValue": "Orders"}]""", "QueueUrl")]
    public void ToSettings_AnotherStack_SaysWhatIsMissing(string json, string missing)
    {
        var read = () => StackOutputs.ToSettings("payments", json);

        read.Should().ThrowExactly<DemoException>()
            .WithMessage($"The stack 'payments' has no output '{missing}'. Deploy it with build/aws/deploy.sh, or name another with --stack.");
    }
}
