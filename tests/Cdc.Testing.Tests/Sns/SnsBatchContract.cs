using Amazon.Runtime;
using Cdc.Publisher;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What any SNS answers to a batch.</summary>
public abstract class SnsBatchContract(AwsBackend backend) : SnsTest(backend)
{
    [ContractFact]
    [DiffersOn(Emulator.Moto, "refuses the whole batch", "sns/latest/api/API_PublishBatch.html")]
    public async Task PublishBatch_SomeEntriesInvalid_DeliversTheOthers()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic, ("RawMessageDelivery", "true"));

        var failed = await Sns.PublishBatchAsync(
            topic,
            [new SnsEntry("a", "1"), new SnsEntry("b", "2") { Attributes = new Dictionary<string, SnsMessageAttributeValue> { ["x"] = new("Strange", "v") } }, new SnsEntry("c", "3")],
            CancellationToken.None);

        (await ReceiveAsync(queue)).Select(message => message.Body).Should().Equal("1", "3");
        var failure = failed.Should().ContainSingle().Subject;
        failure.Id.Should().Be("b");
        failure.Code.Should().Be("ParameterValueInvalid");
        failure.SenderFault.Should().BeTrue();
    }

    [ContractFact]
    public async Task PublishBatch_Successful_AnswersAnIdForEach()
    {
        var topic = await CreateTopicAsync();

        var answer = await Form.PostAsync(
            "PublishBatch", ("TopicArn", topic),
            ("PublishBatchRequestEntries.member.1.Id", "a"), ("PublishBatchRequestEntries.member.1.Message", "1"),
            ("PublishBatchRequestEntries.member.2.Id", "b"), ("PublishBatchRequestEntries.member.2.Message", "2"));

        answer.Xml.Name.ToString().Should().Be("{http://sns.amazonaws.com/doc/2010-03-31/}PublishBatchResponse");
        answer.All("Id").Should().Equal("a", "b");
        answer.All("MessageId").Should().OnlyHaveUniqueItems().And.HaveCount(2);
    }

    [ContractTheory]
    [InlineData("", "EmptyBatchRequest")]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11", "TooManyEntriesInBatchRequest")]
    [InlineData("a,a", "BatchEntryIdsNotDistinct")]
    [InlineData("a b", "InvalidBatchEntryId")]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/api/API_PublishBatch.html", Rows = ["", "a b"])]
    public async Task PublishBatch_InvalidBatch_FailsAsAWhole(string ids, string code)
    {
        var topic = await CreateTopicAsync();
        var entries = ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => new SnsEntry(id, "x")).ToList();

        var failure = await Sns.Awaiting(sns => sns.PublishBatchAsync(topic, entries, CancellationToken.None)).Should().ThrowExactlyAsync<AmazonServiceException>();

        failure.Which.ErrorCode.Should().Be(code);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/api/API_PublishBatch.html")]
    public async Task PublishBatch_TooManyBytesTogether_FailsAsAWhole()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);
        var half = new string('x', 131_072);

        await Sns.PublishBatchAsync(topic, [new SnsEntry("a", half), new SnsEntry("b", half)], CancellationToken.None);
        var failure = await Sns.Awaiting(sns => sns.PublishBatchAsync(topic, [new SnsEntry("a", half), new SnsEntry("b", half + "x")], CancellationToken.None))
            .Should().ThrowExactlyAsync<AmazonServiceException>();

        failure.Which.ErrorCode.Should().Be("BatchRequestTooLong");
        (await ReceiveAsync(queue)).Should().HaveCount(2);
    }
}

public sealed class InProcessSnsBatchTests() : SnsBatchContract(new InProcessBackend());

public sealed class HttpSnsBatchTests() : SnsBatchContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSnsBatchTests() : SnsBatchContract(new MotoBackend());
