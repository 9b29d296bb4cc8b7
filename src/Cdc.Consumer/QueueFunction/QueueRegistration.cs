using Cdc.Consumer.Clients;
using Cdc.Consumer.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.QueueFunction;

/// <summary>Registers what a function does, and finds it again.</summary>
internal static class QueueRegistration
{
    /// <summary>Registers a function whose name is taken.</summary>
    public static void Add(IServiceCollection services, HandlingPlan plan)
    {
        ClientSource.AddSqs(services);
        services.AddSingleton(new QueuePlan(plan));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcQueueHandlerOptions>, QueueOptionsValidator>());
        services.AddSingleton<IValidateOptions<CdcQueueHandlerOptions>>(provider => new PlanValidator<CdcQueueHandlerOptions>(plan, provider));
        services.AddOptions<CdcQueueHandlerOptions>(plan.Name);
    }

    /// <summary>Takes a function's options from configuration.</summary>
    public static void Bind(IServiceCollection services, string name, IConfiguration section, bool reportUnknownKeys)
    {
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<CdcQueueHandlerOptions>(name).Bind(section);
        services.AddOptions<CdcBatchOptions>(name).Bind(section);
        if (reportUnknownKeys) services.AddSingleton(new BoundSection(name, section, BoundSection.QueueHandlerOptions));
    }

    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public static ServiceProvider Build(Action<IServiceCollection> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var services = new ServiceCollection();
        configure(services);
        return services.BuildServiceProvider();
    }

    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public static HandlingPlan PlanOf(IServiceProvider services)
    {
        var all = services.GetServices<QueuePlan>().ToList();
        return all.Count == 1
            ? all[0].Handling
            : throw new InvalidOperationException($"AddCdcQueueHandler was called {all.Count} times; call it once on the services of a function.");
    }

    /// <summary>What a function does; a host's consumers have plans too.</summary>
    private sealed record QueuePlan(HandlingPlan Handling);
}
