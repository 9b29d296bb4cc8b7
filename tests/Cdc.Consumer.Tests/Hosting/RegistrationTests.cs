using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Tests.Hosting;

public sealed partial class RegistrationTests
{
    private static readonly Action<CdcConsumerOptions> _configure = options => options.QueueUrl = FakeSqs.QueueUrl;

    private static CdcConsumerOptions EveryOption => new()
    {
        QueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
        MaxConcurrency = 3,
        MaxHeldChanges = 7,
        WaitTime = TimeSpan.FromSeconds(5),
        VisibilityTimeout = TimeSpan.FromMinutes(1),
        MaxHeldBytes = 5_000_000,
        IsolateFailedChanges = true,
        CoalesceChanges = true,
        MinConcurrentReceives = 4,
        MaxConcurrentReceives = 8,
        ReceiveGracePeriod = TimeSpan.FromSeconds(2),
        MaxProcessingTime = TimeSpan.FromMinutes(10),
        RetryDelay = TimeSpan.FromSeconds(1),
        MaxRetryDelay = TimeSpan.FromMinutes(20),
        DeadLetterQueueUrl = "https://sqs.eu-central-1.amazonaws.com/123456789012/dead",
        UnreadableMessages = UnreadableMessageAction.DeadLetter,
        UnhealthyAfter = TimeSpan.FromMinutes(3),
    };

    [Fact]
    public void AddCdcConsumer_WithConfiguration_BindsEveryOption()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Cdc:QueueUrl"] = "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
            ["Cdc:MaxConcurrency"] = "3",
            ["Cdc:MaxHeldChanges"] = "7",
            ["Cdc:WaitTime"] = "00:00:05",
            ["Cdc:VisibilityTimeout"] = "00:01:00",
            ["Cdc:MaxHeldBytes"] = "5000000",
            ["Cdc:IsolateFailedChanges"] = "true",
            ["Cdc:CoalesceChanges"] = "true",
            ["Cdc:MinConcurrentReceives"] = "4",
            ["Cdc:MaxConcurrentReceives"] = "8",
            ["Cdc:ReceiveGracePeriod"] = "00:00:02",
            ["Cdc:MaxProcessingTime"] = "00:10:00",
            ["Cdc:RetryDelay"] = "00:00:01",
            ["Cdc:MaxRetryDelay"] = "00:20:00",
            ["Cdc:DeadLetterQueueUrl"] = "https://sqs.eu-central-1.amazonaws.com/123456789012/dead",
            ["Cdc:UnreadableMessages"] = "DeadLetter",
            ["Cdc:UnhealthyAfter"] = "00:03:00",
            ["Cdc:MaxBatchSize"] = "7",
        }).Build();
        var services = new ServiceCollection();
        services.AddCdcConsumer<Guid, GuidHandler>("orders").Bind(configuration.GetSection("Cdc"));

        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IOptionsMonitor<CdcConsumerOptions>>().Get("orders").Should().BeEquivalentTo(EveryOption);
        provider.GetRequiredService<IOptionsMonitor<CdcBatchOptions>>().Get("orders").MaxBatchSize.Should().Be(7);
    }

    [Fact]
    public void EveryOption_EachThatConfigurationCanSet_IsNotItsDefault()
    {
        string[] notSet = [nameof(CdcConsumerOptions.QueueName), nameof(CdcConsumerOptions.OnUnreadableMessage)];
        var defaults = new CdcConsumerOptions();

        typeof(CdcConsumerOptions).GetProperties().Where(property => Equals(property.GetValue(EveryOption), property.GetValue(defaults)))
            .Select(property => property.Name).Should().BeEquivalentTo(notSet, "a queue has a URL or a name, and no text is code");
    }

    [Fact]
    public void AddCdcConsumer_SameHandlerTwice_NeedsTwoNames()
    {
        var services = new ServiceCollection();
        services.AddCdcConsumer<Guid, GuidHandler>(_configure);

        var again = () => services.AddCdcConsumer<Guid, GuidHandler>(_configure);
        again.Should().ThrowExactly<ArgumentException>().WithParameterName("name").WithMessage("*'GuidHandler'*");

        services.AddCdcConsumer<Guid, GuidHandler>("second");
        services.Count(service => service.ServiceType == typeof(IHostedService)).Should().Be(2);
    }

    public static TheoryData<string, Action<IServiceCollection, IConfiguration>> Registrations => new()
    {
        { "the short form", (services, _) => services.AddCdcConsumer<Guid, GuidHandler>(_configure) },
        { "of a record, by reflection", (services, _) => services.AddCdcConsumer<RecordKey, RecordHandler>(_configure) },
        { "of a record, by metadata", (services, _) => services.AddCdcConsumer<RecordKey, RecordHandler>(_configure).WithKeys(KeyJson.Default.RecordKey) },
        { "a key format", (services, _) => services.AddCdcConsumer<Guid, GuidHandler>(_configure).WithKeys(CdcKeyFormat.ForGuid()) },
        { "a name", (services, _) => services.AddCdcConsumer<Guid, GuidHandler>("name").Configure(_configure) },
        { "a section", (services, section) => services.AddCdcConsumer<Guid, GuidHandler>("name").Bind(section) },
        { "a section, metadata", (services, section) => services.AddCdcConsumer<RecordKey, RecordHandler>("name").Bind(section).WithKeys(KeyJson.Default.RecordKey) },
        { "a handler of the builder", (services, _) => services.AddCdcConsumer<Guid>("name").Configure(_configure).Handle<GuidHandler>() },
        { "a delegate", (services, _) => services.AddCdcConsumer<Guid>("name").Configure(_configure).Handle((context, _) => context.Services.GetRequiredService<Seen>().AddAsync(context.Key)) },
        { "batches", (services, _) => services.AddCdcConsumer<Guid>("name").Configure(_configure).HandleBatches<GuidBatchHandler>() },
        { "batches, options", (services, section) => services.AddCdcConsumer<Guid>("name").Bind(section).HandleBatches<GuidBatchHandler>(options => options.MaxBatchSize = 1) },
        {
            "a delegate of batches",
            (services, section) => services.AddCdcConsumer<Guid>("name").Bind(section).HandleBatches(async (batch, _) =>
            {
                foreach (var context in batch) await batch.Services.GetRequiredService<Seen>().AddAsync(context.Key);
                return CdcBatchResult.AllHandled;
            })
        },
        { "a route", (services, _) => services.AddCdcConsumer("name").Configure(_configure).Route<Guid, GuidHandler>(CdcRouteMatch.Any) },
        { "a route, a section", (services, section) => services.AddCdcConsumer("name").Bind(section).Route<Guid>("all", CdcRouteMatch.Any, route => route.WithKeys(CdcKeyFormat.ForGuid()).Handle<GuidHandler>()) },
    };

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task AddCdcConsumer_EveryForm_ConsumesTheQueueOfItsOptions(string form, Action<IServiceCollection, IConfiguration> add)
    {
        _ = form;
        var section = new ConfigurationBuilder().AddInMemoryCollection([new("Cdc:QueueUrl", FakeSqs.QueueUrl)]).Build().GetSection("Cdc");
        await using var host = await ConsumerHost.StartAsync(services => add(services.AddSingleton<Seen>(), section));

        host.Sqs.Send(Event("""{"orderId":"c81e728d-9d4c-2f63-6f06-7f89cc14862c"}"""));
        await host.UntilDeletedAsync(1);

        host.Services.GetRequiredService<Seen>().Keys.Should().ContainSingle().Which.ToString().Should().Contain("c81e728d-9d4c-2f63-6f06-7f89cc14862c");
        host.Sqs.Receives.First().QueueUrl.Should().Be(FakeSqs.QueueUrl);
    }

    [Fact]
    public async Task Start_TwoConsumersInOneHost_EachGivesTheMessagesOfItsQueueToItsHandler()
    {
        await using var host = await ConsumerHost.StartAsync(services =>
        {
            services.AddSingleton<Seen>();
            services.AddCdcConsumer<RecordKey, RecordHandler>("first").Configure(options => options.QueueUrl = "http://sqs.invalid/1").WithKeys(KeyJson.Default.RecordKey);
            services.AddCdcConsumer<RecordKey, OtherHandler>(
                options => (options.QueueUrl, options.WaitTime) = ("http://sqs.invalid/2", TimeSpan.FromSeconds(7))).WithKeys(KeyJson.Default.RecordKey);
        });

        host.Sqs.Send(Event("""{"orderId":"o-1"}"""), queueUrl: "http://sqs.invalid/1");
        host.Sqs.Send(Event("""{"orderId":"o-2"}"""), queueUrl: "http://sqs.invalid/2");
        await host.UntilDeletedAsync(2);

        var seen = host.Services.GetRequiredService<Seen>();
        seen.Keys.Should().BeEquivalentTo(new object[] { new RecordKey("o-1"), ("other", new RecordKey("o-2")) });
        host.Sqs.Receives.Where(request => request.QueueUrl == "http://sqs.invalid/2").Should().OnlyContain(request => request.WaitTimeSeconds == 7);
        host.Logs.Of(2000).Select(line => line.Category).Should().BeEquivalentTo("Cdc.Consumer.first", "Cdc.Consumer.OtherHandler");
    }

    [Fact]
    public async Task Handler_IsMadeInAScopeOfItsChange()
    {
        await using var host = await ConsumerHost.StartAsync(services => services
            .AddSingleton<Seen>()
            .AddScoped<Scoped>()
            .AddCdcConsumer<string, ScopedHandler>(_configure));

        host.Sqs.Send(Changes.Array(Changes.Body("a"), Changes.Body("b")));
        host.Sqs.Send(Changes.Body("c"));
        await host.UntilDeletedAsync(2);

        var scopes = host.Services.GetRequiredService<Seen>().Scopes;
        scopes.Values.Should().OnlyHaveUniqueItems().And.HaveCount(3);
        scopes.Values.Should().OnlyContain(scope => scope.IsDisposed);
    }

    [Fact]
    public async Task Handler_ThatCannotBeMade_IsAFailureOfItsMessage()
    {
        await using var host = await ConsumerHost.StartAsync(services => services
            .AddCdcConsumer<string, ScopedHandler>(_configure));

        host.Sqs.Send(Changes.Body("a"));
        host.Sqs.Send(Changes.Body("b"));
        await host.Logs.Changed.UntilAsync(() => host.Logs.Of(2201).Length == 2);
        await host.StopAsync();

        host.Logs.Of(2201).Select(line => line.Error!.GetType()).Should().AllBeEquivalentTo(typeof(InvalidOperationException));
        host.Sqs.Deleted.Should().BeEmpty();
        host.Sqs.Released.Should().BeEmpty();
    }

    private static string Event(string key) =>
        $$"""{"specversion":"1.0","id":"1","source":"table/Orders","type":"orders.insert","operation":"insert","sequence":"1","data":{{key}}}""";

    internal sealed record RecordKey(string OrderId);

    internal sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    internal sealed class Seen
    {
        public ConcurrentQueue<object> Keys { get; } = new();

        public ConcurrentDictionary<string, Scoped> Scopes { get; } = new();

        public Task AddAsync(object key)
        {
            Keys.Enqueue(key);
            return Task.CompletedTask;
        }
    }

    internal sealed class ScopedHandler(Seen seen, Scoped scoped) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            seen.Scopes[context.Key] = scoped;
            return Task.CompletedTask;
        }
    }

    internal sealed class RecordHandler(Seen seen) : ICdcHandler<RecordKey>
    {
        public Task HandleAsync(CdcContext<RecordKey> context, CancellationToken cancellationToken)
        {
            seen.Keys.Enqueue(context.Key);
            return Task.CompletedTask;
        }
    }

    internal sealed class OtherHandler(Seen seen) : ICdcHandler<RecordKey>
    {
        public Task HandleAsync(CdcContext<RecordKey> context, CancellationToken cancellationToken)
        {
            seen.Keys.Enqueue(("other", context.Key));
            return Task.CompletedTask;
        }
    }

    internal sealed class GuidHandler(Seen seen) : ICdcHandler<Guid>
    {
        public Task HandleAsync(CdcContext<Guid> context, CancellationToken cancellationToken)
        {
            seen.Keys.Enqueue(context.Key);
            return Task.CompletedTask;
        }
    }

    internal sealed class GuidBatchHandler(Seen seen) : ICdcBatchHandler<Guid>
    {
        public async Task<CdcBatchResult> HandleAsync(CdcBatch<Guid> batch, CancellationToken cancellationToken)
        {
            foreach (var context in batch) await seen.AddAsync(context.Key);
            return CdcBatchResult.AllHandled;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(RecordKey))]
    internal sealed partial class KeyJson : JsonSerializerContext;
}
