using Amazon.DynamoDBv2;
using Cdc.Consumer;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Marks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the store of high-water marks that all consumers of the host use.</summary>
/// <remarks>
/// A keyed service under a consumer's name (<c>services.AddKeyedSingleton&lt;IHighWaterMarkStore&gt;("orders", …)</c>) goes before the store that is registered for all.
/// A store that the consumer's builder is given (<see cref="CdcHandlingBuilder{TKey}.UseHighWaterMarks(Func{IServiceProvider, IHighWaterMarkStore})"/>)
/// goes before both. A consumer with marks needs a name of its own.
/// </remarks>
public static class CdcHighWaterMarkServiceCollectionExtensions
{
    /// <summary>Keeps marks in the process's memory.</summary>
    /// <param name="services">The services.</param>
    /// <param name="capacity">How many marks to keep at most; 1 or more.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public static IServiceCollection AddInMemoryHighWaterMarks(this IServiceCollection services, int capacity = InMemoryHighWaterMarkStore.DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        return services.AddSingleton<IHighWaterMarkStore>(provider => new InMemoryHighWaterMarkStore(capacity, provider.GetService<TimeProvider>()));
    }

    /// <summary>Keeps marks in a DynamoDB table, with options that are set in code.</summary>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddDynamoDbHighWaterMarks(this IServiceCollection services, Action<DynamoDbHighWaterMarkOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        AddDynamoDb(services).Configure(configure);
        return services;
    }

    /// <summary>Keeps marks in a DynamoDB table, with options from configuration. A line is logged (event 2400) for each key that is no option.</summary>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="configuration">The section that holds the options, each under its property's name.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddDynamoDbHighWaterMarks(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        AddDynamoDb(services).Bind(configuration);
        return services.AddSingleton(new BoundSection(consumer: null, configuration, BoundSection.MarkOptions));
    }

    private static OptionsBuilder<DynamoDbHighWaterMarkOptions> AddDynamoDb(IServiceCollection services)
    {
        ClientSource.AddDynamoDb(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DynamoDbHighWaterMarkOptions>, MarkOptionsValidator>());
        services.AddSingleton<IHighWaterMarkStore>(provider => new DynamoDbHighWaterMarkStore(
            provider.GetRequiredService<ClientSource<IAmazonDynamoDB>>().Client,
            provider.GetRequiredService<IOptions<DynamoDbHighWaterMarkOptions>>().Value,
            provider.GetService<TimeProvider>()));
        return services.AddOptions<DynamoDbHighWaterMarkOptions>().ValidateOnStart();
    }
}
