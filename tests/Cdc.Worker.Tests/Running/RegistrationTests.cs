using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS.Model;
using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cdc.Worker.Tests.Running;

public sealed class RegistrationTests
{
    [Fact]
    public async Task AddCdcStreamWorker_InAHost_TakesChangesFromTheTableToTheQueue()
    {
        using var aws = new LocalAws();
        using var dynamoDb = aws.CreateDynamoDbClient();
        using var sqs = aws.CreateSqsClient();
        using var sns = aws.CreateSnsClient();
        await dynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = "Orders",
            KeySchema = [new("id", KeyType.HASH)],
            AttributeDefinitions = [new("id", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY },
        });
        var topic = await sns.CreateTopicAsync("changes");
        var url = (await sqs.CreateQueueAsync("orders")).QueueUrl;
        var arn = (await sqs.GetQueueAttributesAsync(url, ["QueueArn"])).Attributes["QueueArn"];
        await sns.SubscribeQueueAsync(topic, arn, new Dictionary<string, string> { ["RawMessageDelivery"] = "true" });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IAmazonDynamoDB>(dynamoDb).AddSingleton(aws.CreateStreamsClient()).AddSingleton<ISnsPublisher>(sns);
        builder.Services.AddCdcStreamWorker(options =>
        {
            (options.TableName, options.TopicArn, options.CreateIfMissing) = ("Orders", topic, true);
            options.LeaseDuration = TimeSpan.FromSeconds(4);
        });
        using var host = builder.Build();
        await host.StartAsync();

        await dynamoDb.PutItemAsync("Orders", new() { ["id"] = new("o-1") });

        var received = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20 });
        received.Messages.Should().ContainSingle().Which.Body.Should().Contain("o-1");
        var health = await host.Services.GetRequiredService<CdcStreamWorkerHealthCheck>().CheckHealthAsync(new HealthCheckContext());
        health.Status.Should().Be(HealthStatus.Healthy);
        await host.StopAsync();
        (await new DynamoDbLeaseStore(dynamoDb, "Orders-leases").ListAsync(default)).Should().NotBeEmpty().And.OnlyContain(lease => lease.Owner == null);
    }

    [Fact]
    public void Validation_OfOptionsWithFaults_NamesThemAll()
    {
        var services = new ServiceCollection().AddLogging().AddCdcStreamWorker(options => (options.BatchSize, options.LeaseDuration) = (0, TimeSpan.FromSeconds(2)));
        using var provider = services.BuildServiceProvider();

        var read = () => provider.GetRequiredService<IOptionsMonitor<CdcStreamWorkerOptions>>().Get("worker");

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should()
            .Contain(fault => fault.Contains("TableName")).And.Contain(fault => fault.Contains("BatchSize"))
            .And.Contain(fault => fault.Contains("LeaseDuration")).And.Contain(fault => fault.Contains("TopicArn"));
    }
}
