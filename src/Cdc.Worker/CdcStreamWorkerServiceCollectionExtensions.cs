using Cdc.Worker;
using Cdc.Worker.Hosting;
using Cdc.Worker.Services;
using Cdc.Worker.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers workers that follow a table's stream and publish its changes.</summary>
/// <remarks>
/// A host may have several, each with a name and options under that name. The application's <c>IAmazonDynamoDB</c>,
/// <see cref="DynamoDbStreamsClient"/>, <c>ISnsPublisher</c>, <see cref="ILeaseStore"/> and <see cref="TimeProvider"/> are used if they are
/// registered. Otherwise clients are made from the environment, as the AWS SDK makes them.
/// </remarks>
public static class CdcStreamWorkerServiceCollectionExtensions
{
    /// <summary>The name of a worker that is given none.</summary>
    private const string DefaultName = "worker";

    /// <summary>Adds a worker.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is a worker without a name already.</exception>
    public static IServiceCollection AddCdcStreamWorker(this IServiceCollection services, Action<CdcStreamWorkerOptions> configure) =>
        services.AddCdcStreamWorker(DefaultName, configure);

    /// <summary>Adds a worker with a name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, of the worker and of its options; not empty, and no other worker's.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty or another worker's.</exception>
    public static IServiceCollection AddCdcStreamWorker(this IServiceCollection services, string name, Action<CdcStreamWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddWorker(services, name).Configure(configure);
        return services;
    }

    /// <summary>Adds a worker with its options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section that holds the options, each under its property's name; usually <see cref="CdcStreamWorkerOptions.SectionName"/>.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is a worker without a name already.</exception>
    public static IServiceCollection AddCdcStreamWorker(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        AddWorker(services, DefaultName).Bind(section);
        return services;
    }

    private static OptionsBuilder<CdcStreamWorkerOptions> AddWorker(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var taken = new WorkerName(name);
        if (services.Any(service => service.ServiceType == typeof(WorkerName) && taken.Equals(service.ImplementationInstance)))
            throw new ArgumentException($"There already is a worker with the name '{name}': give this one another.", nameof(name));

        services.AddSingleton(taken);
        services.TryAddSingleton<WorkerClients>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcStreamWorkerOptions>, WorkerOptionsValidator>());
        services.AddKeyedSingleton(name, (provider, _) => new WorkerState(
            name, provider.GetService<TimeProvider>() ?? TimeProvider.System, WorkerService.CreateLogger(provider, name)));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<WorkerState>(name));
        services.AddKeyedSingleton(name, (provider, _) => new CdcStreamWorkerController(provider.GetRequiredKeyedService<WorkerState>(name)));
        services.TryAddSingleton(provider => new CdcStreamWorkerHealthCheck(provider.GetServices<WorkerState>()));
        services.AddSingleton<IHostedService>(provider => new WorkerService(name, provider));
        return services.AddOptions<CdcStreamWorkerOptions>(name).ValidateOnStart();
    }
}
