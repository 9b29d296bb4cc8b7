using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing.Tests.Contracts;

namespace Cdc.Testing.Tests.Sqs;

/// <summary>What any SQS does with queues themselves, and with wrong requests.</summary>
public abstract class SqsQueueContract(AwsBackend backend) : SqsTest(backend)
{
    [ContractFact]
    public async Task Create_SameAttributes_ReturnsTheSameQueue()
    {
        var name = $"q-{Guid.NewGuid():N}";
        var request = new CreateQueueRequest { QueueName = name, Attributes = new() { ["VisibilityTimeout"] = "60" } };

        var first = await Sqs.CreateQueueAsync(request);
        var second = await Sqs.CreateQueueAsync(request);
        var plain = await Sqs.CreateQueueAsync(name);

        second.QueueUrl.Should().Be(first.QueueUrl);
        plain.QueueUrl.Should().Be(first.QueueUrl);
        first.QueueUrl.Should().EndWith($"/000000000000/{name}");
        (await Sqs.GetQueueUrlAsync(name)).QueueUrl.Should().Be(first.QueueUrl);
    }

    [ContractFact]
    public async Task Create_OtherAttributes_Fails()
    {
        var name = $"q-{Guid.NewGuid():N}";
        await Sqs.CreateQueueAsync(name);

        await Sqs.Awaiting(sqs => sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = new() { ["VisibilityTimeout"] = "60" } }))
            .Should().ThrowExactlyAsync<QueueNameExistsException>();
    }

    [ContractTheory]
    [InlineData("a b")]
    [InlineData("q.fifo")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    [DiffersOn(Emulator.Moto, "creates it", "AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html", Rows = ["q.fifo"])]
    public async Task Create_InvalidName_Fails(string name)
    {
        var failure = await Sqs.Awaiting(sqs => sqs.CreateQueueAsync(name)).Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    public async Task GetAttributes_All_ReturnsDefaultsAndComputed()
    {
        var queue = await CreateQueueAsync();

        var attributes = (await Sqs.GetQueueAttributesAsync(queue, ["All"])).Attributes;

        attributes.Should().Contain("VisibilityTimeout", "30").And.Contain("DelaySeconds", "0").And.Contain("MessageRetentionPeriod", "345600")
            .And.Contain("MaximumMessageSize", "1048576").And.Contain("ReceiveMessageWaitTimeSeconds", "0").And.Contain("SqsManagedSseEnabled", "true")
            .And.Contain("ApproximateNumberOfMessages", "0").And.ContainKeys("CreatedTimestamp", "LastModifiedTimestamp");
        attributes["QueueArn"].Should().Be($"arn:aws:sqs:us-east-1:000000000000:{queue[(queue.LastIndexOf('/') + 1)..]}");
        attributes.Should().NotContainKeys("FifoQueue", "RedrivePolicy", "Policy");
    }

    [ContractFact]
    public async Task SetAttributes_KnownOnes_ReturnsThem()
    {
        var queue = await CreateQueueAsync();
        var changes = new Dictionary<string, string>
        {
            ["VisibilityTimeout"] = "43200",
            ["DelaySeconds"] = "900",
            ["MessageRetentionPeriod"] = "1209600",
            ["ReceiveMessageWaitTimeSeconds"] = "20",
            ["MaximumMessageSize"] = "1024",
            ["KmsMasterKeyId"] = "alias/k",
            ["KmsDataKeyReusePeriodSeconds"] = "60",
            ["SqsManagedSseEnabled"] = "false",
        };

        await Sqs.SetQueueAttributesAsync(queue, changes);
        (await Sqs.GetQueueAttributesAsync(queue, [.. changes.Keys])).Attributes.Should().Equal(changes);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "leaves the other one on", "AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html")]
    public async Task SetAttributes_OneEncryption_EndsTheOther()
    {
        var queue = await CreateQueueAsync();

        await SetAsync(("KmsMasterKeyId", "alias/k"), ("KmsDataKeyReusePeriodSeconds", "6000"));
        var byKms = (await Sqs.GetQueueAttributesAsync(queue, ["All"])).Attributes;
        await SetAsync(("SqsManagedSseEnabled", "true"));
        var bySqs = (await Sqs.GetQueueAttributesAsync(queue, ["All"])).Attributes;
        var both = await Sqs.Awaiting(_ => SetAsync(("KmsMasterKeyId", "alias/k"), ("SqsManagedSseEnabled", "true"))).Should().ThrowAsync<AmazonSQSException>();

        byKms["SqsManagedSseEnabled"].Should().Be("false");
        bySqs["SqsManagedSseEnabled"].Should().Be("true");
        bySqs.Should().NotContainKeys("KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds");
        both.Which.ErrorCode.Should().Be("InvalidAttributeName");

        Task SetAsync(params (string Name, string Value)[] attributes) =>
            Sqs.SetQueueAttributesAsync(queue, attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value));
    }

    [ContractFact]
    public async Task Create_FifoQueueInCapitals_IsOne()
    {
        var name = $"q-{Guid.NewGuid():N}.fifo";
        CreateQueueRequest Request(string isFifo) => new() { QueueName = name, Attributes = new() { ["FifoQueue"] = isFifo } };

        var first = (await Sqs.CreateQueueAsync(Request("True"))).QueueUrl;
        var second = (await Sqs.CreateQueueAsync(Request("true"))).QueueUrl;

        second.Should().Be(first);
        (await AttributeAsync(first, "FifoQueue")).Should().Be("true");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "keeps the empty policy", "AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html")]
    public async Task AddPermission_AndRemovePermission_ChangeThePolicy()
    {
        var queue = await CreateQueueAsync();
        var arn = await AttributeAsync(queue, "QueueArn");

        await Sqs.AddPermissionAsync(queue, "mine", ["111111111111", "222222222222"], ["ReceiveMessage"]);
        await Sqs.AddPermissionAsync(queue, "other", ["111111111111"], ["SendMessage", "GetQueueUrl"]);
        var policy = JsonNode.Parse(await AttributeAsync(queue, "Policy"))!;
        await Sqs.RemovePermissionAsync(queue, "mine");
        var left = JsonNode.Parse(await AttributeAsync(queue, "Policy"))!["Statement"]!.AsArray();
        await Sqs.RemovePermissionAsync(queue, "other");

        policy["Version"]!.ToString().Should().Be("2008-10-17");
        var statement = policy["Statement"]![0]!;
        statement["Sid"]!.ToString().Should().Be("mine");
        statement["Principal"]!["AWS"]!.AsArray().Select(account => account!.ToString())
            .Should().Equal("arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root");
        statement["Action"]!.ToString().Should().Be("SQS:ReceiveMessage");
        statement["Resource"]!.ToString().Should().Be(arn);
        left.Select(each => each!["Sid"]!.ToString()).Should().Equal("other");
        (await Sqs.GetQueueAttributesAsync(queue, ["All"])).Attributes.Should().NotContainKey("Policy");
    }

    [ContractFact]
    public async Task Permissions_LabelThatIsThereOrIsNot_Fail()
    {
        var queue = await CreateQueueAsync();
        await Sqs.AddPermissionAsync(queue, "mine", ["111111111111"], ["ReceiveMessage"]);

        var twice = await Sqs.Awaiting(sqs => sqs.AddPermissionAsync(queue, "mine", ["222222222222"], ["ReceiveMessage"])).Should().ThrowExactlyAsync<AmazonSQSException>();
        var none = await Sqs.Awaiting(sqs => sqs.RemovePermissionAsync(queue, "other")).Should().ThrowExactlyAsync<AmazonSQSException>();

        twice.Which.ErrorCode.Should().Be("InvalidParameterValue");
        none.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    public async Task SetAttributes_EmptyPolicy_TakesItAway()
    {
        const string Policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}""";
        var queue = await CreateQueueAsync();

        await Sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { ["Policy"] = Policy });
        var set = await AttributeAsync(queue, "Policy");
        await Sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { ["Policy"] = "" });

        JsonNode.DeepEquals(JsonNode.Parse(set), JsonNode.Parse(Policy)).Should().BeTrue();
        (await Sqs.GetQueueAttributesAsync(queue, ["All"])).Attributes.Should().NotContainKey("Policy");
    }

    [ContractTheory]
    [InlineData("VisibilityTimeout", "43201")]
    [InlineData("DelaySeconds", "-1")]
    [InlineData("MessageRetentionPeriod", "59")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "21")]
    [InlineData("MaximumMessageSize", "1048577")]
    [InlineData("Policy", "nonsense")]
    [InlineData("RedriveAllowPolicy", """{"redrivePermission":"byQueue"}""")]
    [InlineData("RedrivePolicy", "{}")]
    [DiffersOn(Emulator.Moto, "takes any value", "AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html", Rows = ["VisibilityTimeout", "DelaySeconds", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds", "MaximumMessageSize", "RedrivePolicy", "RedriveAllowPolicy"])]
    [DiffersOn(Emulator.Moto, "refuses it with another error", "AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html", Rows = ["Policy"])]
    public async Task SetAttributes_InvalidValue_Fails(string name, string value)
    {
        var queue = await CreateQueueAsync();

        await Sqs.Awaiting(sqs => sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { [name] = value }))
            .Should().ThrowExactlyAsync<InvalidAttributeValueException>();
    }

    [ContractTheory]
    [InlineData("Nonsense")]
    [InlineData("FifoQueue")]
    [InlineData("QueueArn")]
    [InlineData("ContentBasedDeduplication")]
    [DiffersOn(Emulator.Moto, "sets it", "AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html")]
    public async Task SetAttributes_NameThatCannotBeSet_Fails(string name)
    {
        var queue = await CreateQueueAsync();

        await Sqs.Awaiting(sqs => sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { [name] = "true" }))
            .Should().ThrowExactlyAsync<InvalidAttributeNameException>();
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "says that the queue itself does not exist", "AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html")]
    public async Task SetAttributes_MissingDeadLetterQueue_Fails()
    {
        var queue = await CreateQueueAsync();
        const string Policy = """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":3}""";

        var failure = await Sqs.Awaiting(sqs => sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { ["RedrivePolicy"] = Policy }))
            .Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
        failure.Which.Message.Should().Contain("Dead letter target does not exist");
    }

    [ContractTheory]
    [InlineData("""{"redrivePermission":"allowAll"}""", true)]
    [InlineData("""{"redrivePermission":"denyAll"}""", false)]
    [InlineData("""{"redrivePermission":"byQueue","sourceQueueArns":["SOURCE"]}""", true)]
    [InlineData("""{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:other"]}""", false)]
    [DiffersOn(Emulator.Moto, "refuses no source", "AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html", Rows = [false])]
    public async Task SetAttributes_RedriveAllowPolicyOfTheTarget_Decides(string policy, bool allowed)
    {
        var queue = await CreateQueueAsync();
        var deadLetters = await CreateQueueAsync(("RedriveAllowPolicy", policy.Replace("SOURCE", await AttributeAsync(queue, "QueueArn"), StringComparison.Ordinal)));
        var redrive = RedrivePolicy(await AttributeAsync(deadLetters, "QueueArn"), maxReceiveCount: 1);

        var setting = Sqs.Awaiting(sqs => sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { ["RedrivePolicy"] = redrive }));

        if (allowed) await setting.Should().NotThrowAsync();
        else (await setting.Should().ThrowExactlyAsync<AmazonSQSException>()).Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "takes them", "AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html")]
    public async Task SetAttributes_HighThroughputWithoutItsDeduplicationScope_Fails()
    {
        var queue = await CreateQueueAsync(("FifoQueue", "true"));

        await Sqs.Awaiting(sqs => sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { ["FifoThroughputLimit"] = "perMessageGroupId" }))
            .Should().ThrowExactlyAsync<InvalidAttributeValueException>();
    }

    [ContractFact]
    public async Task Delete_Queue_IsGone()
    {
        var queue = await CreateQueueAsync();

        await Sqs.DeleteQueueAsync(queue);

        var failure = await Sqs.Awaiting(sqs => sqs.SendMessageAsync(queue, "x")).Should().ThrowExactlyAsync<QueueDoesNotExistException>();
        failure.Which.ErrorCode.Should().Be("AWS.SimpleQueueService.NonExistentQueue");
        failure.Which.ErrorType.Should().Be(ErrorType.Sender);
        await Sqs.Awaiting(sqs => sqs.GetQueueUrlAsync(queue[(queue.LastIndexOf('/') + 1)..])).Should().ThrowExactlyAsync<QueueDoesNotExistException>();
    }

    [ContractFact]
    public async Task List_Prefix_ReturnsThoseThatBeginWithIt()
    {
        var prefix = $"p{Guid.NewGuid():N}";
        var created = await CreateQueuesAsync(prefix);
        await CreateQueueAsync();

        (await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix })).QueueUrls.Should().Equal(created);
        (await Sqs.ListQueuesAsync(new ListQueuesRequest())).QueueUrls.Should().Contain(created);
    }

    [ContractFact]
    [DiffersOn(Emulator.Moto, "has no pages", "AWSSimpleQueueService/latest/APIReference/API_ListQueues.html")]
    public async Task List_Pages_ReturnsThemAll()
    {
        var prefix = $"p{Guid.NewGuid():N}";
        var created = await CreateQueuesAsync(prefix);

        var first = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2 });
        var second = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2, NextToken = first.NextToken });

        first.QueueUrls.Concat(second.QueueUrls).Should().Equal(created);
        second.NextToken.Should().BeNull();
    }

    [ContractFact]
    public async Task Tag_Queue_ListsTags()
    {
        var queue = await CreateQueueAsync();

        await Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = queue, Tags = new() { ["team"] = "orders", ["cost"] = "1" } });
        await Sqs.UntagQueueAsync(new UntagQueueRequest { QueueUrl = queue, TagKeys = ["cost"] });

        (await Sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = queue })).Tags.Should().Equal(new Dictionary<string, string> { ["team"] = "orders" });
    }

    [ContractFact]
    public async Task Any_QueueUrlOfAnotherHost_FindsTheQueue()
    {
        var queue = await CreateQueueAsync();
        var elsewhere = "https://sqs.us-east-1.amazonaws.com/000000000000" + queue[queue.LastIndexOf('/')..];

        await Sqs.SendMessageAsync(elsewhere, "x");

        (await ReceiveAsync(queue)).Should().ContainSingle();
    }

    [ContractTheory]
    [InlineData(0, null, null)]
    [InlineData(11, null, null)]
    [InlineData(1, 43_201, null)]
    [InlineData(1, null, 21)]
    public async Task Receive_OutOfRange_Fails(int maximum, int? visibility, int? wait)
    {
        var queue = await CreateQueueAsync();

        var failure = await Sqs.Awaiting(sqs => sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = maximum, VisibilityTimeout = visibility, WaitTimeSeconds = wait }))
            .Should().ThrowExactlyAsync<AmazonSQSException>();

        failure.Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    private async Task<List<string>> CreateQueuesAsync(string prefix)
    {
        List<string> created = [];
        for (var number = 0; number < 3; number++) created.Add((await Sqs.CreateQueueAsync($"{prefix}-{number}")).QueueUrl);
        return created;
    }
}

public sealed class InProcessSqsQueueTests() : SqsQueueContract(new InProcessBackend());

public sealed class HttpSqsQueueTests() : SqsQueueContract(new HttpBackend());

[RunsOn(Emulator.Moto)]
public sealed class MotoSqsQueueTests() : SqsQueueContract(new MotoBackend());
