using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Publisher;
using Cdc.Snapshot.Tests.Rig;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cdc.Snapshot.Tests.Running;

/// <summary>Whatever is wrong is told in one line.</summary>
public sealed class WrongInputTests
{
    [Fact]
    public async Task Run_OfATableThatIsNotThere_SaysSo()
    {
        using var rig = new SnapshotRig();

        await ShouldFailAsync(rig, SnapshotRig.ToTopic, "Looking for the table Orders failed. There is no such table in this account and Region: check TableName and the client's Region.");
    }

    [Fact]
    public async Task Run_ToAQueueThatIsNotThere_SaysSoBeforeAnythingIsBegun()
    {
        using var rig = await SnapshotRig.StartAsync();

        await ShouldFailAsync(rig, ToQueue("http://sqs.us-east-1.localhost/000000000000/none"), "Looking for the queue http*none failed. There is no such queue in this account and Region:*");

        await rig.Store.PrepareAsync(default);
        (await rig.Store.FindAsync("first", default)).Should().BeNull();
    }

    [Fact]
    public async Task Run_ToAQueueOfAnotherAccountWithoutRights_SaysWhichAreMissing()
    {
        using var rig = await SnapshotRig.StartAsync();
        using var denied = new DenyingSqs(rig.Aws);

        await ShouldFailAsync(
            rig, ToQueue("https://sqs.us-east-1.amazonaws.com/999999999999/theirs"), "Looking for the queue * failed. The credentials lack a permission: allow sqs:GetQueueAttributes and sqs:SendMessage*",
            denied);
    }

    [Fact]
    public async Task Run_WithoutItsProgressTable_SaysSo()
    {
        using var rig = await SnapshotRig.StartAsync();
        var store = new DynamoDbSnapshotProgressStore(rig.DynamoDb, "none");

        await rig.Snapshot(store: store).Invoking(it => it.RunAsync()).Should().ThrowExactlyAsync<CdcSnapshotException>()
            .WithMessage("Reading the progress failed. There is no such progress table: create it, or set CreateIfMissing.");
    }

    [Fact]
    public async Task Run_WithAFilterThatIsNone_SaysWhatDynamoDbSays()
    {
        using var rig = await SnapshotRig.StartAsync(items: 1);
        var options = SnapshotRig.ToTopic;
        options.FilterExpression = "kind = = 1";

        await ShouldFailAsync(rig, options, "Reading the table failed. ValidationException: Invalid FilterExpression:*");
    }

    [Fact]
    public async Task Run_OfAPartitionThatIsNoNumber_SaysSo()
    {
        using var rig = new SnapshotRig();
        await rig.CreateTableAsync("Orders", ("bytes", "B"));
        var options = SnapshotRig.ToTopic;
        options.Partition = "no base64!";

        await ShouldFailAsync(rig, options, "Partition is no value of bytes, which is of type B.");
    }

    [Fact]
    public async Task Run_WithAFileOfKeysThatIsNotThere_SaysSo()
    {
        using var rig = await SnapshotRig.StartAsync();
        var options = SnapshotRig.ToTopic;
        options.KeysFile = "/nowhere/keys";

        await ShouldFailAsync(rig, options, "The file of keys cannot be read:*");
    }

    [Fact]
    public async Task Run_WithAFileOfKeysThatChanged_IsRefused()
    {
        using var rig = await SnapshotRig.StartAsync();
        using var file = new TemporaryFile("""{"id":"a"}""");
        var options = SnapshotRig.ToTopic;
        options.KeysFile = file.Path;
        await rig.RunAsync(options);
        await File.AppendAllTextAsync(file.Path, """{"id":"b"}""");

        await ShouldFailAsync(rig, options, "Snapshot first reads other items: its partition, filter or file of keys was another.*");
    }

    [Fact]
    public async Task Run_ToATargetThatRefusesAMessage_SaysWhatItSays()
    {
        using var rig = await SnapshotRig.StartAsync(items: 3);
        rig.Topic.Answer = entries => [new SnsFailure(entries[0].Id, "InvalidParameter", "two\nlines", senderFault: true)];

        await ShouldFailAsync(rig, SnapshotRig.ToTopic, "The target refused a message: InvalidParameter: two lines");
    }

    [Fact]
    public void Create_WithFaults_ListsThemAll()
    {
        var options = new CdcSnapshotOptions
        {
            SnapshotId = "a b",
            TableName = "x",
            QueueUrl = "queue",
            TopicArn = "topic",
            Segments = 0,
            MaxConcurrentSegments = 65,
            PageSize = 0,
            Partition = "",
            KeysFile = "file",
            FilterNames = { ["kind"] = "kind" },
            MaxReadUnitsPerSecond = 0,
            MaxChangesPerSecond = double.NaN,
            LeaseDuration = TimeSpan.Zero,
            RetryDelay = TimeSpan.FromHours(1),
            MaxChangesPerMessage = 1001,
            EventType = "a b",
            StaticAttributes = { ["operation"] = "x" },
            ProgressFile = "a",
            ProgressTableName = "b",
        };

        options.Invoking(it => it.Validate()).Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().HaveCount(21);
    }

    [Fact]
    public void Create_WithoutClientOrPlaceForTheProgress_IsRefused()
    {
        using var rig = new SnapshotRig();

        new Action(() => _ = new CdcSnapshot(ToQueue("https://sqs/1/q"), rig.DynamoDb, progress: rig.Store)).Should().ThrowExactly<ArgumentException>().WithParameterName("sqs");
        new Action(() => _ = new CdcSnapshot(SnapshotRig.ToTopic, rig.DynamoDb, progress: rig.Store)).Should().ThrowExactly<ArgumentException>().WithParameterName("sns");
        new Action(() => _ = new CdcSnapshot(SnapshotRig.ToTopic, rig.DynamoDb, sns: rig.Topic)).Should().ThrowExactly<ArgumentException>().WithParameterName("options");
    }

    [Fact]
    public async Task AddCdcSnapshot_WithTheApplicationsClients_RunsOnThem()
    {
        using var rig = await SnapshotRig.StartAsync(items: 5);
        using var file = new TemporaryFile();
        var services = new ServiceCollection().AddSingleton<Amazon.DynamoDBv2.IAmazonDynamoDB>(rig.DynamoDb).AddSingleton<ISnsPublisher>(rig.Topic).AddSingleton<TimeProvider>(rig.Rush.Time);
        services.AddCdcSnapshot(options => (options.SnapshotId, options.TableName, options.TopicArn, options.ProgressFile) = ("first", SnapshotRig.Table, SnapshotRig.TopicArn, file.Path));
        await using var provider = services.BuildServiceProvider();

        var progress = await rig.Rush.UntilEndedAsync(provider.GetRequiredService<CdcSnapshot>().RunAsync());

        progress.Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Sent = 5 });
    }

    private static CdcSnapshotOptions ToQueue(string url) => new() { SnapshotId = "first", TableName = SnapshotRig.Table, QueueUrl = url };

    private static async Task ShouldFailAsync(SnapshotRig rig, CdcSnapshotOptions options, string message, IAmazonSQS? sqs = null)
    {
        var run = rig.Snapshot(options, sqs: sqs).RunAsync();

        (await rig.Invoking(it => it.Rush.UntilEndedAsync(run)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage(message))
            .And.Message.Should().NotContainAny("\n", "\r");
    }

    private sealed class DenyingSqs(LocalAws aws) : AmazonSQSClient(LocalAws.Credentials, aws.Configure(new AmazonSQSConfig()))
    {
        public override Task<GetQueueAttributesResponse> GetQueueAttributesAsync(GetQueueAttributesRequest request, CancellationToken cancellationToken = default) =>
            throw new AmazonSQSException("Access to the resource is denied.", ErrorType.Sender, "AccessDenied", "1", System.Net.HttpStatusCode.Forbidden);
    }
}
