using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Publisher.Tests;

public sealed class CdcPublisherServiceCollectionExtensionsTests
{
    [Fact]
    public async Task AddCdcPublisher_ByCode_PublishesThroughTheRegisteredPublisher()
    {
        var sns = new FakeSns();
        var services = new ServiceCollection().AddSingleton<ISnsPublisher>(sns).AddCdcPublisher(options => options.TopicArn = StreamEvents.TopicArn);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<CdcPublisher>().PublishAsync(StreamEvents.Read("keys-only"));

        sns.Entries.Should().HaveCount(3);
    }

    [Fact]
    public async Task AddCdcPublisher_PublisherRegisteredLater_IsUsed()
    {
        var sns = new FakeSns();
        var services = new ServiceCollection().AddCdcPublisher(options => options.TopicArn = StreamEvents.TopicArn).AddSingleton<ISnsPublisher>(sns);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<CdcPublisher>().PublishAsync(StreamEvents.Read("keys-only"));

        sns.Entries.Should().HaveCount(3);
    }

    [Fact]
    public async Task AddCdcPublisher_ByConfiguration_BindsEveryOption()
    {
        var configuration = Configuration([.. EverySetting.Variables.Select(setting => (setting.Name.Replace("__", ":", StringComparison.Ordinal), setting.Value))]);
        var services = new ServiceCollection().AddCdcPublisher(configuration.GetSection(CdcPublisherOptions.SectionName));
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<CdcPublisherOptions>>().Value;

        options.Should().BeEquivalentTo(EverySetting.Options, all => all.WithStrictOrdering());
    }

    [Fact]
    public async Task AddCdcPublisher_TimeProvider_IsUsed()
    {
        var sns = new FakeSns();
        var services = new ServiceCollection().AddSingleton<ISnsPublisher>(sns)
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero)))
            .AddCdcPublisher(options => options.TopicArn = StreamEvents.TopicArn);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<CdcPublisher>().PublishAsync(StreamEvents.Read("times"));

        sns.Entries.Last().Message.Should().Contain("\"time\":\"2031-02-03T04:05:06.000Z\"");
    }

    [Fact]
    public async Task AddCdcPublisher_InvalidOptions_FailsTheHostsStart()
    {
        using var host = new HostBuilder().ConfigureServices(services => services.AddCdcPublisher(Configuration(("TopicArn", "orders"), ("EventTypePrefix", "a b")))).Build();

        var thrown = await host.Awaiting(it => it.StartAsync()).Should().ThrowExactlyAsync<OptionsValidationException>();

        thrown.Which.Failures.Should().HaveCount(2);
    }

    [Fact]
    public async Task AddCdcPublisher_FaultsOfEveryKind_ReportsThemAllAtOnce()
    {
        var section = Configuration(
            ("Cdc:TopicArm", StreamEvents.TopicArn), ("Cdc:Colour:0", "red"), ("Cdc:RetryFor", "soon"), ("Cdc:EventTypes:Upsert", "x"), ("Cdc:MaxConcurrentCalls", "0"), ("Other", "x")).GetSection("Cdc");
        using var host = new HostBuilder().ConfigureServices(services => services.AddCdcPublisher(section)).Build();

        var thrown = await host.Awaiting(it => it.StartAsync()).Should().ThrowExactlyAsync<OptionsValidationException>();

        thrown.Which.Failures.Should().SatisfyRespectively(
            colour => colour.Should().Be("Cdc:Colour is no setting."),
            types => types.Should().StartWith("Cdc:EventTypes cannot be read: ").And.Contain("Upsert"),
            retry => retry.Should().StartWith("Cdc:RetryFor cannot be read: "),
            topic => topic.Should().Be("Cdc:TopicArm is no setting. Is TopicArn meant?"),
            required => required.Should().StartWith("TopicArn is not set."),
            calls => calls.Should().Be("MaxConcurrentCalls is 0, outside 1 to 64."));
    }

    [Fact]
    public async Task AddCdcPublisher_OthersSettingsAllowed_PassesThemOver()
    {
        var services = new ServiceCollection().AddCdcPublisher(Configuration(("TopicArn", StreamEvents.TopicArn), ("QueueName", "orders"), ("ReportUnknownSettings", "false")));
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<CdcPublisherOptions>>().Value.TopicArn.Should().Be(StreamEvents.TopicArn);
    }

    [Fact]
    public async Task AddCdcPublisher_NamesWithTwoUnderscores_AreThoseThatTheVariablesHave()
    {
        using var environment = new ProcessEnvironment(
            ("Cdc__TopicArn", StreamEvents.TopicArn), ("Cdc__TopicArns__my__orders", StreamEvents.OtherTopicArn), ("Cdc__TopicArns__my", StreamEvents.ParkingTopicArn),
            ("Cdc__StaticAttributes__cost__centre__", "7"));
        var services = new ServiceCollection().AddCdcPublisher(new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection("Cdc"));
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<CdcPublisherOptions>>().Value;

        options.TopicArns.Should().BeEquivalentTo(new Dictionary<string, string> { ["my__orders"] = StreamEvents.OtherTopicArn, ["my"] = StreamEvents.ParkingTopicArn });
        options.StaticAttributes.Should().BeEquivalentTo(new Dictionary<string, string> { ["cost__centre__"] = "7" });
    }

    [Fact]
    public async Task AddCdcPublisher_InvalidOptionsWithoutAHost_FailsWhereThePublisherIsMade()
    {
        var services = new ServiceCollection().AddSingleton<ISnsPublisher>(new FakeSns()).AddCdcPublisher(_ => { });
        await using var provider = services.BuildServiceProvider();

        provider.Invoking(it => it.GetRequiredService<CdcPublisher>()).Should().ThrowExactly<OptionsValidationException>();
    }

    [Fact]
    public async Task AddCdcPublisher_Twice_RegistersOnce()
    {
        var services = new ServiceCollection().AddCdcPublisher(_ => { }).AddCdcPublisher(_ => { });
        await using var provider = services.BuildServiceProvider();

        services.Count(service => service.ServiceType == typeof(CdcPublisher)).Should().Be(1);
        provider.GetServices<IValidateOptions<CdcPublisherOptions>>().Should().ContainSingle();
    }

    private static IConfiguration Configuration(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value)).Build();
}
