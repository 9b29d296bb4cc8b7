using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Tests.Hosting;

/// <summary>What does not fit together is told when the host starts.</summary>
public sealed class PipelineFaultTests
{
    public static TheoryData<Action<IServiceCollection>, string[]> Faults => new()
    {
        { services => services.AddCdcConsumer<string>("orders"), ["Consumer 'orders' has no handler: call Handle or HandleBatches."] },
        { services => services.AddCdcConsumer("shop"), ["Consumer 'shop' has no route: call Route."] },
        {
            services => services.AddInMemoryHighWaterMarks().AddCdcConsumer<string, Handler>(_ => { }),
            ["Consumer 'Handler' keeps high-water marks under the name of its handler's type, and would lose them with the type's next name. "
                + "Give it a name of its own; \"Handler\" keeps the marks that there are."]
        },
        {
            services => services.AddCdcConsumer<string>("orders").UseForBatches((batch, next, token) => next(batch, token)).Handle<Handler>(),
            ["Consumer 'orders': a delegate is a step around batches, and Handler handles single changes. Let it be an ICdcMiddleware too."]
        },
        {
            services => services.AddCdcConsumer<string>("orders").Use<ChangeStep>().HandleBatches((_, _) => Task.FromResult(CdcBatchResult.AllHandled)),
            ["Consumer 'orders': ChangeStep is a step around single changes, and a delegate handles batches. Let it be an ICdcBatchMiddleware too."]
        },
        { services => services.AddCdcConsumer<Version>("orders").Handle((_, _) => Task.CompletedTask), ["Consumer 'orders': Version*"] },
        {
            services => services.AddInMemoryHighWaterMarks().AddCdcConsumer("shop").Use<ChangeStep>()
                .Route<string, Handler>(CdcRouteMatch.Table("Orders"))
                .Route<string>("empty", CdcRouteMatch.Any, _ => { })
                .Route<string>("batches", CdcRouteMatch.Table("Orders"), route => route.HandleBatches((_, _) => Task.FromResult(CdcBatchResult.AllHandled))),
            ["Consumer 'shop/Handler' keeps high-water marks under the name of its handler's type*\"Handler\" keeps the marks that there are.",
                "Consumer 'shop/empty' has no handler: call Handle or HandleBatches.",
                "Consumer 'shop': route shop/batches is for table Orders, as route shop/Handler is, which takes all of them.",
                "Consumer 'shop/batches': ChangeStep is a step around single changes, and a delegate handles batches. Let it be an ICdcBatchMiddleware too."]
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Start_OfWhatDoesNotFit_TellsEveryFault(Action<IServiceCollection> add, string[] expected)
    {
        var start = () => ConsumerHost.StartAsync(services =>
        {
            add(services);
            services.ConfigureAll<CdcConsumerOptions>(options => options.QueueUrl = FakeSqs.QueueUrl);
        });

        var faults = (await start.Should().ThrowExactlyAsync<OptionsValidationException>()).Which.Failures.ToList();

        faults.Should().HaveCount(expected.Length);
        for (var index = 0; index < expected.Length; index++) faults[index].Should().Match(expected[index]);
    }

    [Fact]
    public void UseHighWaterMarks_Twice_IsRefused() =>
        FluentActions.Invoking(() => new ServiceCollection().AddCdcConsumer<string>("orders").UseHighWaterMarks().UseHighWaterMarks())
            .Should().ThrowExactly<InvalidOperationException>();

    [Fact]
    public async Task UseHighWaterMarks_WithoutAStore_FailsTheStart()
    {
        var start = () => ConsumerHost.StartAsync(services => services
            .AddCdcConsumer<string>("orders").Configure(options => options.QueueUrl = FakeSqs.QueueUrl).UseHighWaterMarks().Handle<Handler>());

        await start.Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("*no store is registered*");
    }

    [Fact]
    public async Task Bind_OfKeysThatAreNoOptions_TellsEachOnceAndWhatMayBeMeant()
    {
        var section = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Cdc:QueueUrl"] = FakeSqs.QueueUrl, ["Cdc:maxconcurency"] = "3", ["Cdc:Colour:Dark"] = "x", ["Cdc:OnUnreadableMessage"] = "x", ["Cdc:maxbatchsize"] = "3" }.GetSection("Cdc");
        var marks = new Microsoft.Extensions.Configuration.ConfigurationManager { ["ServiceName"] = "billing", ["Retension"] = "30.00:00:00" };
        await using var host = await ConsumerHost.StartAsync(services =>
        {
            services.AddDynamoDbHighWaterMarks(marks).AddSingleton<Amazon.DynamoDBv2.IAmazonDynamoDB>(new FakeDynamoDb());
            services.AddCdcConsumer<string>("loud").Bind(section).Handle<Handler>();
            services.AddCdcConsumer<string>("quiet").Bind(section, reportUnknownKeys: false).Handle<Handler>();
        });

        host.Logs.Of(2400).Select(line => $"{line.Category}: {line.Text}").Should().BeEquivalentTo(
            "Cdc.Consumer.loud: The configuration has Cdc:maxconcurency, which is no option and is passed over. Did you mean MaxConcurrency?",
            "Cdc.Consumer.loud: The configuration has Retension, which is no option and is passed over. Did you mean Retention?",
            "Cdc.Consumer.loud: The configuration has Cdc:Colour, which is no option and is passed over. ",
            "Cdc.Consumer.loud: The configuration has Cdc:OnUnreadableMessage, which is no option and is passed over. Did you mean UnreadableMessages?");
    }

    [Fact]
    public async Task AddCdcConsumers_ToHealthChecks_ChecksTheConsumersOfTheHost()
    {
        await using var host = await ConsumerHost.StartAsync(services =>
        {
            services.AddCdcConsumer<string, Handler>(options => options.QueueUrl = FakeSqs.QueueUrl);
            services.AddHealthChecks().AddCdcConsumers(tags: ["ready"]);
        });
        var report = await host.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"));

        report.Entries.Should().ContainSingle().Which.Should().Match<KeyValuePair<string, Microsoft.Extensions.Diagnostics.HealthChecks.HealthReportEntry>>(
            entry => entry.Key == "cdc" && (string)entry.Value.Data["Handler"] == "receives");

        await using var none = new ServiceCollection().AddLogging().AddHealthChecks().AddCdcConsumers("none").Services.BuildServiceProvider();
        (await none.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>().CheckHealthAsync()).Entries.Keys.Should().Equal("none");
    }

    [Fact]
    public async Task Clients_UnderConsumersNames_AreTheirs()
    {
        using var other = new FakeSqs();
        await using var host = await ConsumerHost.StartAsync(services =>
        {
            services.AddKeyedSingleton<Amazon.SQS.IAmazonSQS>("america", other);
            services.AddCdcConsumer<string, Handler>("europe").Configure(options => options.QueueUrl = FakeSqs.QueueUrl);
            services.AddCdcConsumer<string, Handler>("america").Configure(options => options.QueueUrl = FakeSqs.QueueUrl);
        });

        other.Send(Changes.Body("a"));
        host.Sqs.Send(Changes.Body("b"));
        await host.UntilDeletedAsync(1);
        await other.Changed.UntilAsync(() => other.Deleted.Count == 1);
    }

    internal sealed class Handler : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    internal sealed class ChangeStep : ICdcMiddleware
    {
        public ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken) => next(context, cancellationToken);
    }
}
