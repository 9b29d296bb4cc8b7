using Cdc.Consumer.Clients;
using Cdc.Consumer.Marks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Hosting;

/// <summary>Registers a consumer.</summary>
internal static class ConsumerRegistration
{
    /// <summary>Takes a name, so that no other consumer has it.</summary>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or another consumer's.</exception>
    public static void TakeName(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var consumer = new ConsumerName(name);
        if (services.Any(service => service.ServiceType == typeof(ConsumerName) && consumer.Equals(service.ImplementationInstance)))
            throw new ArgumentException($"There already is a consumer with the name '{name}': give this one another.", nameof(name));
        services.AddSingleton(consumer);
    }

    /// <summary>Registers a consumer whose name is taken.</summary>
    public static void Add(IServiceCollection services, HandlingPlan plan)
    {
        var name = plan.Name;
        ClientSource.AddSqs(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcConsumerOptions>, ConsumerOptionsValidator>());
        services.AddSingleton<IValidateOptions<CdcConsumerOptions>>(provider => new PlanValidator<CdcConsumerOptions>(plan, provider));
        AddState(services, name);

        // Not AddHostedService, which adds one service of a type.
        services.AddSingleton<IHostedService>(provider => new ConsumerService(plan, provider));
        services.AddOptions<CdcConsumerOptions>(name).ValidateOnStart();
    }

    /// <summary>Takes a consumer's options from configuration.</summary>
    public static void Bind(IServiceCollection services, string name, IConfiguration section, bool reportUnknownKeys)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<CdcConsumerOptions>(name).Bind(section);
        services.AddOptions<CdcBatchOptions>(name).Bind(section);
        if (reportUnknownKeys) services.AddSingleton(new BoundSection(name, section, BoundSection.ConsumerOptions));
    }

    private static void AddState(IServiceCollection services, string name)
    {
        services.AddKeyedSingleton(name, (provider, _) => MarkRegistration.NewStale(provider, name));
        services.AddKeyedSingleton(name, (provider, _) => new ConsumerState(
            name, provider.GetService<TimeProvider>() ?? TimeProvider.System, ConsumerService.CreateLogger(provider, name))
        {
            Stale = provider.GetRequiredKeyedService<StaleChanges>(name),
        });
        services.AddSingleton(provider => provider.GetRequiredKeyedService<ConsumerState>(name));
        services.AddKeyedSingleton(name, (provider, _) => new CdcConsumerController(provider.GetRequiredKeyedService<ConsumerState>(name)));
        services.TryAddSingleton(provider => new CdcConsumerHealthCheck(provider.GetServices<ConsumerState>()));
    }
}
