using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Consumer;
using Cdc.Core;
using Cdc.Lambda;
using Cdc.Publisher;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Testing.Tests;

public sealed class LocalCdcChainTests
{
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(300);

    public enum Way
    {
        Function,
        Worker,
    }

    [Theory]
    [InlineData(Way.Function, false)]
    [InlineData(Way.Function, true)]
    [InlineData(Way.Worker, false)]
    [InlineData(Way.Worker, true)]
    public async Task DeliveredAsync_ManyWritesAndSplits_EveryListenerHasThemAll(Way way, bool isFifo)
    {
        await using var chain = await LocalCdcChain.StartAsync(options =>
        {
            options.IsFifo = isFifo;
            options.Table("Orders", "orderId").AddListener("billing", AddHandler).AddListener("mails", AddHandler, new LocalCdcListenerOptions { RawMessageDelivery = false });
            if (way == Way.Worker) options.UseWorker();
        });

        for (var number = 0; number < 60; number++)
        {
            await PutAsync(chain, $"o-{number % 20}");
            if (number == 30) chain.Aws.SplitShards("Orders");
        }

        await chain.DeliveredAsync();

        foreach (var listener in chain.Listeners)
        {
            Handled(listener).Distinct().Should().HaveCount(20);
            Handled(listener).Should().HaveCountGreaterThanOrEqualTo(60, "each change is a notification");
            listener.MessageCount.Should().Be(0);
        }
    }

    [Fact]
    public async Task DeliveredAsync_WithFaultsOnTheWay_WaitsUntilTheyAreOvercome()
    {
        var aws = new LocalAws(new LocalAwsOptions { Faults = new AwsFaults(seed: 7) });
        await using (var chain = await LocalCdcChain.StartAsync(options =>
        {
            options.Aws = aws;
            options.Table("Orders", "orderId").AddListener("billing", AddHandler);
        }))
        {
            chain.Faults.Should().BeSameAs(aws.Options.Faults);
            chain.Faults.Add(AwsService.Sns, "PublishBatch", AwsFault.Throttling, count: 3);
            chain.Faults.Add(AwsService.DynamoDbStreams, "GetRecords", AwsFault.InternalError, count: 3);
            for (var number = 0; number < 20; number++) await PutAsync(chain, $"o-{number}");
            await chain.DeliveredAsync();
            Handled(chain.Listener("billing")).Distinct().Should().HaveCount(20);
        }

        using var dynamoDb = aws.CreateDynamoDbClient();
        (await dynamoDb.ListTablesAsync()).TableNames.Should().Contain("Orders", "the chain does not dispose of what it was given");
        aws.Dispose();
    }

    [Fact]
    public async Task AddQueue_FunctionWithRulesAndFilter_HasWhatPassed()
    {
        await using var chain = await LocalCdcChain.StartAsync(options => options
            .Table("Payments", "accountId", "paymentId", sortKeyType: ScalarAttributeType.N)
            .Publish(publisher => publisher.ImageAttributes.Add("region"))
            .UseFunction((publisher, sns, loggers) => new InsertsOnly(publisher, sns, loggers))
            .AddQueue("all")
            .AddQueue("europe", new LocalCdcListenerOptions { FilterPolicy = """{"region":["eu"]}""" }));
        Dictionary<string, AttributeValue> key = new() { ["accountId"] = new("a"), ["paymentId"] = new() { N = "7" } };

        await chain.DynamoDb.PutItemAsync("Payments", new(key) { ["region"] = new("us") });
        await chain.DynamoDb.PutItemAsync("Payments", new(key) { ["region"] = new("us"), ["more"] = new("x") });
        await chain.DynamoDb.DeleteItemAsync("Payments", key);
        await chain.DynamoDb.PutItemAsync("Payments", new(key) { ["region"] = new("eu") });
        await chain.DeliveredAsync();

        chain.Listener("all").MessageCount.Should().Be(2);
        (await chain.Listener("all").TakeMessagesAsync()).Select(message => message.MessageAttributes["region"].StringValue).Should().BeEquivalentTo("us", "eu");
        (await chain.Listener("europe").TakeMessagesAsync()).Should().ContainSingle().Which.Body.Should().Contain("\"paymentId\":7");
        chain.Listener("europe").MessageCount.Should().Be(0);
    }

    [Fact]
    public async Task AddFunction_ReportsWhatFails_ItComesAgain()
    {
        var handled = new ConcurrentQueue<string>();
        var function = new CdcQueueHandler(services => services.AddCdcQueueHandler<string>("billing").Handle((context, _) =>
        {
            handled.Enqueue(context.Key);
            return handled.Count == 1 ? throw new InvalidOperationException("no") : Task.CompletedTask;
        }));
        await using var chain = await LocalCdcChain.StartAsync(options => options
            .Table("Orders", "orderId")
            .AddFunction("billing", function.HandleAsync, new LocalCdcListenerOptions { VisibilityTimeout = TimeSpan.FromSeconds(1) }));

        await PutAsync(chain, "o-1");
        await chain.DeliveredAsync();

        handled.Should().Equal("o-1", "o-1");
    }

    [Fact]
    public async Task DeliveredAsync_HandlerThatWritesToTheTable_WaitsForWhatItWrote()
    {
        using var aws = new LocalAws();
        using var dynamoDb = aws.CreateDynamoDbClient();
        await using var chain = await LocalCdcChain.StartAsync(options => On(options, aws).Table("Orders", "orderId").AddListener("billing", (services, queue) => services
            .AddCdcConsumer<string>("billing").Configure(consumer => consumer.QueueUrl = queue.QueueUrl)
            .Handle((change, cancellationToken) => change.Key.Length < 5
                ? dynamoDb.PutItemAsync("Orders", new() { ["orderId"] = new(change.Key + "x") }, cancellationToken)
                : Task.CompletedTask)));

        await PutAsync(chain, "x");
        await chain.DeliveredAsync();

        (await chain.DynamoDb.ScanAsync(new ScanRequest("Orders"))).Items.Select(item => item["orderId"].S).Should().Contain("xxxxx");
    }

    [Fact]
    public async Task DeliveredAsync_DeadLetters_SaysWhere()
    {
        await using var chain = await LocalCdcChain.StartAsync(options => options.Table("Orders", "orderId").AddListener("billing", (services, queue) => services
            .AddSingleton<Recorder>()
            .AddCdcConsumer<string, Rejecting>(consumer => (consumer.QueueUrl, consumer.DeadLetterQueueUrl) = (queue.QueueUrl, queue.DeadLetterQueueUrl))));

        await PutAsync(chain, "o-1");
        await chain.SettledAsync();

        var error = (await FluentActions.Awaiting(() => chain.DeliveredAsync()).Should().ThrowAsync<LocalCdcChainException>()).Which;
        error.Message.Should().Contain("billing").And.Contain("1 dead letters");
        chain.Listener("billing").DeadLetterCount.Should().Be(1);
        (await chain.Listener("billing").TakeDeadLettersAsync()).Should().ContainSingle().Which.Body.Should().Contain("o-1");
        await chain.DeliveredAsync();
    }

    [Fact]
    public async Task DeliveredAsync_MappingGaveUp_SaysSo()
    {
        await using var chain = await LocalCdcChain.StartAsync(options =>
        {
            options.Mapping = new LocalEventSourceMappingOptions { MaximumRetryAttempts = 0, PollingInterval = TimeSpan.FromMilliseconds(10) };
            options.Table("Orders", "orderId").UseFunction((publisher, sns, loggers) => new Throwing(publisher, sns, loggers));
        });

        await PutAsync(chain, "o-1");

        (await FluentActions.Awaiting(() => chain.DeliveredAsync()).Should().ThrowAsync<LocalCdcChainException>()).WithMessage("*1 given up*");
    }

    [Fact]
    public async Task DeliveredAsync_FunctionThatFails_TellsWhatIsMissingAndWhy()
    {
        await using var chain = await LocalCdcChain.StartAsync(options => options
            .Table("Orders", "orderId").UseFunction((publisher, sns, loggers) => new Throwing(publisher, sns, loggers)).AddQueue("billing"));

        await PutAsync(chain, "o-1");

        (await FluentActions.Awaiting(() => chain.DeliveredAsync(_short)).Should().ThrowAsync<TimeoutException>())
            .WithMessage("After 0.3 s changes are still under way.*stream: 1 changes, 1 of them not yet published*billing: 0 visible*log: *no rule*");
    }

    [Fact]
    public async Task DeliveredAsync_HandlerThatHangs_TellsWhereTheMessageIs()
    {
        await using var chain = await LocalCdcChain.StartAsync(options => options.Table("Orders", "orderId").AddListener("billing", (services, queue) => services
            .AddCdcConsumer<string>("billing").Configure(consumer => consumer.QueueUrl = queue.QueueUrl)
            .Handle((_, cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken))));

        await PutAsync(chain, "o-1");
        await HangGuard.UntilAsync(() => chain.Listener("billing").Describe().Contains("1 in flight", StringComparison.Ordinal));

        (await FluentActions.Awaiting(() => chain.DeliveredAsync(_short)).Should().ThrowAsync<TimeoutException>())
            .WithMessage("*1 changes, 0 of them not yet published*billing: 0 visible, 1 in flight and 0 delayed in the queue, 0 dead letters*");
    }

    [Fact]
    public async Task StartAsync_TableThatIsThere_CapturesWhatItsStreamHolds()
    {
        using var aws = new LocalAws();
        using var dynamoDb = aws.CreateDynamoDbClient();
        await dynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = "Orders",
            KeySchema = [new("orderId", KeyType.HASH)],
            AttributeDefinitions = [new("orderId", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
            StreamSpecification = new() { StreamEnabled = true, StreamViewType = StreamViewType.KEYS_ONLY },
        });
        await dynamoDb.PutItemAsync("Orders", new() { ["orderId"] = new("early") });
        await using var chain = await LocalCdcChain.StartAsync(options =>
        {
            options.Aws = aws;
            options.Table("Orders", "orderId").AddListener("billing", AddHandler);
        });

        await chain.DeliveredAsync();

        Handled(chain.Listener("billing")).Should().Equal("early");
    }

    [Fact]
    public async Task StartAsync_WrongInput_SaysWhat()
    {
        await Fails<ArgumentException>(_ => { }, "*No table is named: call Table.*");
        await Fails<ArgumentException>(options => options.Table("Orders", "orderId").AddQueue("a").AddQueue("a"), "*already is a listener*'a'*");
        await Fails<ArgumentException>(options => options.Table("Orders", "orderId").AddQueue("no spaces"), "*cannot be set up*");
        await Fails<ArgumentException>(options => options.Table("Orders", "orderId").AddQueue("a", new LocalCdcListenerOptions { FilterPolicy = "{" }), "*cannot be set up*");
        await Fails<ArgumentException>(options => options.Table("Orders", "orderId").UseWorker().UseFunction((publisher, sns, loggers) => new Throwing(publisher, sns, loggers)), "*both*");
        await Fails<OptionsValidationException>(options => options.Table("Orders", "orderId").Publish(publisher => publisher.MaxConcurrentCalls = -1), "*MaxConcurrentCalls*");

        static async Task Fails<TException>(Action<LocalCdcChainOptions> configure, string message)
            where TException : Exception =>
            (await FluentActions.Awaiting(() => LocalCdcChain.StartAsync(configure)).Should().ThrowAsync<TException>()).WithMessage(message);
    }

    [Fact]
    public async Task Listener_UnknownName_NamesThoseThatThereAre()
    {
        await using var chain = await LocalCdcChain.StartAsync(options => options.Table("Orders", "orderId").AddQueue("billing"));

        FluentActions.Invoking(() => chain.Listener("biling")).Should().Throw<ArgumentException>().WithMessage("*'biling'*billing*");
        FluentActions.Invoking(() => chain.Listener("billing").Services).Should().Throw<InvalidOperationException>();
    }

    private static LocalCdcChainOptions On(LocalCdcChainOptions options, LocalAws aws)
    {
        options.Aws = aws;
        return options;
    }

    private static void AddHandler(IServiceCollection services, LocalCdcListener queue) => services
        .AddSingleton<Recorder>()
        .AddCdcConsumer<string, Recorder>(consumer => consumer.QueueUrl = queue.QueueUrl);

    private static ConcurrentQueue<string> Handled(LocalCdcListener listener) => listener.Services.GetRequiredService<Recorder>().Keys;

    private static Task<PutItemResponse> PutAsync(LocalCdcChain chain, string id) =>
        chain.DynamoDb.PutItemAsync("Orders", new() { ["orderId"] = new(id), ["at"] = new(Guid.NewGuid().ToString()) });

    private sealed class Recorder : ICdcHandler<string>
    {
        public ConcurrentQueue<string> Keys { get; } = new();

        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            Keys.Enqueue(context.Key);
            return Task.CompletedTask;
        }
    }

    private sealed class Rejecting : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken) => throw new CdcRejectException("never");
    }

    private sealed class InsertsOnly(CdcPublisherOptions options, ISnsPublisher sns, ILoggerFactory loggers) : CdcStreamHandler(options, sns, loggers)
    {
        protected override bool ShouldPublish(StreamRecord record) => record.Operation == ChangeOperation.Insert;
    }

    private sealed class Throwing(CdcPublisherOptions options, ISnsPublisher sns, ILoggerFactory loggers) : CdcStreamHandler(options, sns, loggers)
    {
        protected override bool ShouldPublish(StreamRecord record) => throw new InvalidOperationException("no rule");
    }
}
