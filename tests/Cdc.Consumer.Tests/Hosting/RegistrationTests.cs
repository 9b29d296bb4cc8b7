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
        }).Build();
        var services = new ServiceCollection().AddCdcConsumer<Guid, GuidHandler>(CdcKeyFormat.ForGuid(), configuration.GetSection("Cdc"));

        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IOptionsMonitor<CdcConsumerOptions>>().Get("GuidHandler").Should().BeEquivalentTo(EveryOption);
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
        services.AddCdcConsumer<Guid, GuidHandler>(CdcKeyFormat.ForGuid(), _configure);

        var again = () => services.AddCdcConsumer<Guid, GuidHandler>(CdcKeyFormat.ForGuid(), _configure);
        again.Should().ThrowExactly<ArgumentException>().WithParameterName("name").WithMessage("*'GuidHandler'*");

        services.AddCdcConsumer<Guid, GuidHandler>("second", CdcKeyFormat.ForGuid(), _configure);
        services.Count(service => service.ServiceType == typeof(IHostedService)).Should().Be(2);
    }

    public static TheoryData<string, Action<IServiceCollection, IConfiguration>> Overloads => new()
    {
        { "reflection", (services, _) => services.AddCdcConsumer<Guid, GuidHandler>(_configure) },
        { "reflection of a record", (services, _) => services.AddCdcConsumer<RecordKey, RecordHandler>(_configure) },
        { "metadata", (services, _) => services.AddCdcConsumer<RecordKey, RecordHandler>(KeyJson.Default.RecordKey, _configure) },
        { "format", (services, _) => services.AddCdcConsumer<Guid, GuidHandler>(CdcKeyFormat.ForGuid(), _configure) },
        { "name", (services, _) => services.AddCdcConsumer<Guid, GuidHandler>("name", CdcKeyFormat.ForGuid(), _configure) },
        { "reflection, section", (services, section) => services.AddCdcConsumer<Guid, GuidHandler>(section) },
        { "metadata, section", (services, section) => services.AddCdcConsumer<RecordKey, RecordHandler>(KeyJson.Default.RecordKey, section) },
        { "format, section", (services, section) => services.AddCdcConsumer<Guid, GuidHandler>(CdcKeyFormat.ForGuid(), section) },
        { "name, section", (services, section) => services.AddCdcConsumer<Guid, GuidHandler>("name", CdcKeyFormat.ForGuid(), section) },
    };

    [Theory]
    [MemberData(nameof(Overloads))]
    public async Task AddCdcConsumer_EveryOverload_ConsumesTheQueueOfItsOptions(string overload, Action<IServiceCollection, IConfiguration> add)
    {
        _ = overload;
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
            services.AddCdcConsumer<RecordKey, RecordHandler>(
                "first", CdcKeyFormat.ForRecord(KeyJson.Default.RecordKey), options => options.QueueUrl = "http://sqs.invalid/1");
            services.AddCdcConsumer<RecordKey, OtherHandler>(
                KeyJson.Default.RecordKey, options => (options.QueueUrl, options.WaitTime) = ("http://sqs.invalid/2", TimeSpan.FromSeconds(7)));
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
            .AddCdcConsumer<string, ScopedHandler>(CdcKeyFormat.ForString(), _configure));

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
            .AddCdcConsumer<string, ScopedHandler>(CdcKeyFormat.ForString(), _configure));

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
    }

    internal sealed class ScopedHandler(Seen seen, Scoped scoped) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken)
        {
            seen.Scopes[change.Key] = scoped;
            return Task.CompletedTask;
        }
    }

    internal sealed class RecordHandler(Seen seen) : ICdcHandler<RecordKey>
    {
        public Task HandleAsync(CdcEnvelope<RecordKey> change, CancellationToken cancellationToken)
        {
            seen.Keys.Enqueue(change.Key);
            return Task.CompletedTask;
        }
    }

    internal sealed class OtherHandler(Seen seen) : ICdcHandler<RecordKey>
    {
        public Task HandleAsync(CdcEnvelope<RecordKey> change, CancellationToken cancellationToken)
        {
            seen.Keys.Enqueue(("other", change.Key));
            return Task.CompletedTask;
        }
    }

    internal sealed class GuidHandler(Seen seen) : ICdcHandler<Guid>
    {
        public Task HandleAsync(CdcEnvelope<Guid> change, CancellationToken cancellationToken)
        {
            seen.Keys.Enqueue(change.Key);
            return Task.CompletedTask;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(RecordKey))]
    internal sealed partial class KeyJson : JsonSerializerContext;
}
