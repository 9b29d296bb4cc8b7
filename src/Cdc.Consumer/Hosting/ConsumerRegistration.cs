using Cdc.Consumer.Clients;
using Cdc.Consumer.Processing;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Hosting;

/// <summary>Registers a consumer, but for what it does with a change.</summary>
internal static class ConsumerRegistration
{
    /// <exception cref="ArgumentException">Another consumer has the name.</exception>
    public static OptionsBuilder<CdcConsumerOptions> Add<TKey>(IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(keyFormat);
        var consumer = new ConsumerName(name);
        if (services.Any(service => service.ServiceType == typeof(ConsumerName) && consumer.Equals(service.ImplementationInstance)))
            throw new ArgumentException($"There already is a consumer with the name '{name}': give this one another.", nameof(name));

        services.AddSingleton(consumer);
        ClientSource.AddSqs(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcConsumerOptions>, ConsumerOptionsValidator>());
        AddState<TKey>(services, name);

        // Not AddHostedService, which adds one service of a type.
        services.AddSingleton<IHostedService>(provider => new ConsumerService<TKey>(
            name, keyFormat, host => ConsumerProcessing.Create(host, name, keyFormat), provider));
        return services.AddOptions<CdcConsumerOptions>(name).ValidateOnStart();
    }

    private static void AddState<TKey>(IServiceCollection services, string name)
        where TKey : notnull
    {
        services.AddKeyedSingleton(name, (provider, _) => new ConsumerState(
            name, provider.GetService<TimeProvider>() ?? TimeProvider.System, ConsumerService<TKey>.CreateLogger(provider, name)));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<ConsumerState>(name));
        services.AddKeyedSingleton(name, (provider, _) => new CdcConsumerController(provider.GetRequiredKeyedService<ConsumerState>(name)));
        services.TryAddSingleton(provider => new CdcConsumerHealthCheck(provider.GetServices<ConsumerState>()));
    }
}
