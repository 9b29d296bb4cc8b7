using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Loading;
using Cdc.Consumer.Marks;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Processing;

/// <summary>Registers what a consumer does with a change under the consumer's name, and puts it together.</summary>
internal static class ConsumerProcessing
{
    /// <summary>Registers a handler that is given the change alone.</summary>
    public static void AddHandler<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        IServiceCollection services, string name)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        HandlerSource.Add<THandler>(services);
        services.AddKeyedSingleton<IChangeProcessor<TKey>>(
            name, (provider, _) => new HandlerProcessor<TKey>(provider, HandlerSource.Of<TKey, THandler>(services)));
    }

    /// <summary>Registers a handler that is given the change and its item.</summary>
    /// <exception cref="ArgumentException"><paramref name="items"/> does not say where items are.</exception>
    public static void AddItemHandler<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat, Action<CdcItemSource<TItem>> items)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem>
    {
        ArgumentNullException.ThrowIfNull(items);
        var source = new CdcItemSource<TItem>();
        items(source);
        var map = source.Map ?? throw new ArgumentException("Say where the items are: call LoadFromDynamoDb.", nameof(items));

        services.TryAddScoped<THandler>();
        ClientSource.AddDynamoDb(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DynamoDbItemOptions>, ItemOptionsValidator>());
        services.AddOptions<DynamoDbItemOptions>(name).Configure(source.Configure).ValidateOnStart();
        services.AddKeyedSingleton<IChangeProcessor<TKey>>(name, (provider, _) =>
        {
            var scopes = provider.GetRequiredService<IServiceScopeFactory>();
            return new LoadingProcessor<TKey, TItem>(
                new ItemLoader(
                    provider.GetRequiredService<ClientSource<IAmazonDynamoDB>>().Client,
                    provider.GetRequiredService<IOptionsMonitor<DynamoDbItemOptions>>().Get(name),
                    provider.GetService<TimeProvider>() ?? TimeProvider.System),
                keyFormat,
                map,
                (change, cancellationToken) => HandleAsync<TKey, TItem, THandler>(scopes, change, cancellationToken));
        });
    }

    /// <summary>Makes what a consumer does with a change: what was registered under its name, behind the marks if there is a store.</summary>
    /// <remarks>A store that is registered under the consumer's name goes before the one that is registered for all.</remarks>
    public static IChangeProcessor<TKey> Create<TKey>(IServiceProvider services, string name, CdcKeyFormat<TKey> keyFormat)
    {
        var processor = services.GetRequiredKeyedService<IChangeProcessor<TKey>>(name);
        var marks = services.GetKeyedService<IHighWaterMarkStore>(name) ?? services.GetService<IHighWaterMarkStore>();
        return marks is null ? processor : new MarkedProcessor<TKey>(processor, marks, name, keyFormat);
    }

    private static async Task HandleAsync<TKey, TItem, THandler>(
        IServiceScopeFactory scopes, CdcItemChange<TKey, TItem> change, CancellationToken cancellationToken)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem>
    {
        var scope = scopes.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        await HandlerSource.Resolve<THandler>(scope.ServiceProvider).HandleAsync(change, cancellationToken).ConfigureAwait(false);
    }
}
