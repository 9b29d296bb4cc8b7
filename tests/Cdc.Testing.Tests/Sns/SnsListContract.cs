using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What any SNS lists, page by page.</summary>
public abstract class SnsListContract(AwsBackend backend) : SnsTest(backend)
{
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:q";

    [ContractFact]
    public async Task ListTopics_MoreThanAPage_ReturnsThemAll()
    {
        List<string> created = [];
        for (var number = 0; number < 101; number++) created.Add(await CreateTopicAsync());

        var pages = await PagesAsync("ListTopics", "TopicArn");

        pages[0].Should().HaveCount(100);
        pages.SelectMany(page => page).Should().OnlyHaveUniqueItems().And.Contain(created);
    }

    [ContractFact]
    public async Task ListSubscriptionsByTopic_MoreThanAPage_ReturnsThemAll()
    {
        var topic = await CreateTopicAsync();
        var other = await CreateTopicAsync();
        var ofOther = await Sns.SubscribeQueueAsync(other, Queue);
        List<string> created = [];
        for (var number = 0; number < 101; number++) created.Add(await Sns.SubscribeQueueAsync(topic, $"{Queue}{number}"));

        var ofTopic = await PagesAsync("ListSubscriptionsByTopic", "SubscriptionArn", ("TopicArn", topic));
        var all = await PagesAsync("ListSubscriptions", "SubscriptionArn");

        ofTopic.Select(page => page.Count).Should().Equal(100, 1);
        ofTopic.SelectMany(page => page).Should().BeEquivalentTo(created);
        all.SelectMany(page => page).Should().OnlyHaveUniqueItems().And.Contain([.. created, ofOther]);
    }

    [ContractFact]
    public async Task ListSubscriptionsByTopic_Subscription_IsDescribed()
    {
        var topic = await CreateTopicAsync();
        var subscription = await Sns.SubscribeQueueAsync(topic, Queue);

        var answer = await Form.PostAsync("ListSubscriptionsByTopic", ("TopicArn", topic));

        answer["SubscriptionArn"].Should().Be(subscription);
        answer["TopicArn"].Should().Be(topic);
        answer["Endpoint"].Should().Be(Queue);
        answer["Protocol"].Should().Be("sqs");
        answer["Owner"].Should().Be("000000000000");
    }

    private async Task<List<List<string>>> PagesAsync(string operation, string element, params (string Name, string Value)[] fields)
    {
        List<List<string>> pages = [];
        string? token = null;
        do
        {
            var answer = await Form.PostAsync(operation, token is null ? fields : [.. fields, ("NextToken", token)]);
            pages.Add([.. answer.All(element)]);
            token = answer["NextToken"];
        }
        while (!string.IsNullOrEmpty(token));
        return pages;
    }
}

public sealed class InProcessSnsListTests() : SnsListContract(new InProcessBackend());

public sealed class HttpSnsListTests() : SnsListContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSnsListTests() : SnsListContract(new MotoBackend("eu-west-3"));
