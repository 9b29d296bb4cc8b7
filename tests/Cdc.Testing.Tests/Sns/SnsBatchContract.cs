using System.Net;
using Amazon.Runtime;
using Cdc.Publisher;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What any SNS answers to a batch.</summary>
public abstract class SnsBatchContract(AwsBackend backend) : SnsTest(backend)
{
    [ContractTheory]
    [InlineData("Value.DataType", "Strange", "ParameterValueInvalid")]
    [InlineData("Value.DataType", "String.", "ParameterValueInvalid")]
    [InlineData("Value.StringValue", "", "ParameterValueInvalid")]
    [InlineData("Value.DataType", null, "ValidationError")]
    [DiffersOn(Emulator.Moto, "takes it, fails, or names another code", "sns/latest/api/API_PublishBatch.html")]
    public async Task PublishBatch_OneEntrysAttributeInvalid_FailsAsAWhole(string field, string? value, string code)
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);
        Dictionary<string, string?> attribute = new() { ["Name"] = "a", ["Value.DataType"] = "String", ["Value.StringValue"] = "v" };
        attribute[field] = value;

        var answer = await Form.PostAsync(
            "PublishBatch",
            [
                ("TopicArn", topic),
                ("PublishBatchRequestEntries.member.1.Id", "1"), ("PublishBatchRequestEntries.member.1.Message", "x"),
                ("PublishBatchRequestEntries.member.2.Id", "2"), ("PublishBatchRequestEntries.member.2.Message", "x"),
                .. attribute.Where(member => member.Value is not null)
                    .Select(member => ($"PublishBatchRequestEntries.member.2.MessageAttributes.entry.1.{member.Key}", member.Value!)),
            ]);

        answer["Code"].Should().Be(code);
        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        (await ReceiveAsync(queue)).Should().BeEmpty();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes it", "sns/latest/api/API_PublishBatch.html")]
    public async Task PublishBatch_OneEntrysJsonWithoutDefault_FailsAsAWhole()
    {
        var topic = await CreateTopicAsync();
        var (queue, _) = await SubscribeAsync(topic);

        var answer = await Form.PostAsync(
            "PublishBatch", ("TopicArn", topic),
            ("PublishBatchRequestEntries.member.1.Id", "1"), ("PublishBatchRequestEntries.member.1.Message", "x"),
            ("PublishBatchRequestEntries.member.2.Id", "2"), ("PublishBatchRequestEntries.member.2.Message", """{"sqs":"x"}"""),
            ("PublishBatchRequestEntries.member.2.MessageStructure", "json"));

        answer["Code"].Should().Be("InvalidParameter");
        (await ReceiveAsync(queue)).Should().BeEmpty();
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
