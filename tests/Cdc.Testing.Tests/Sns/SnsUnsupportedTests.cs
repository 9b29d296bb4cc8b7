namespace Cdc.Testing.Tests.Sns;

/// <summary>What SNS has and LocalAws has not is refused, and the answer says so.</summary>
public sealed class SnsUnsupportedTests() : SnsTest(new InProcessBackend())
{
    [Theory]
    [InlineData("https", "https://example.com", "RawMessageDelivery", "true")]
    [InlineData("sqs", "arn:aws:sqs:us-east-1:000000000000:q", "DeliveryPolicy", "{}")]
    [InlineData("sqs", "arn:aws:sqs:us-east-1:000000000000:q", "ReplayPolicy", "{}")]
    public async Task Subscribe_WhatLocalAwsHasNot_IsRefused(string protocol, string endpoint, string attribute, string value)
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "Subscribe", ("TopicArn", topic), ("Protocol", protocol), ("Endpoint", endpoint), ("Attributes.entry.1.key", attribute), ("Attributes.entry.1.value", value));

        answer["Code"].Should().Be("InvalidParameter");
        answer["Message"].Should().Contain("LocalAws does not support");
    }

    [Fact]
    public async Task Publish_ToAPhone_IsRefused()
    {
        var answer = await Form.PostAsync("Publish", ("PhoneNumber", "+15550100"), ("Message", "x"));

        answer["Code"].Should().Be("InvalidParameter");
        answer["Message"].Should().Contain("LocalAws does not support");
    }
}
