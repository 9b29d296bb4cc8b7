using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer;
using Cdc.Consumer.Processing;
using Cdc.Consumer.Queue;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what a <see cref="CdcQueueHandler{TKey}"/> does with a change.</summary>
/// <remarks>
/// The handler is registered as scoped unless it already is registered otherwise; its type's name is the name of the options and of the high-water marks.
/// </remarks>
public static class CdcQueueHandlerServiceCollectionExtensions
{
    /// <summary>Adds a handler that is given each change.</summary>
    /// <typeparam name="TKey">The key of the table's items.</typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="services">The services, which are given to the constructor of <see cref="CdcQueueHandler{TKey}"/>.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddCdcQueueHandler<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, CdcKeyFormat<TKey> keyFormat)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        Add(services, typeof(THandler).Name, keyFormat);
        ConsumerProcessing.AddHandler<TKey, THandler>(services, typeof(THandler).Name);
        return services;
    }

    /// <summary>Adds a handler that is given each change with its item.</summary>
    /// <typeparam name="TKey">The key of the table's items.</typeparam>
    /// <typeparam name="TItem">The item.</typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="services">
    /// The services, which are given to the constructor of <see cref="CdcQueueHandler{TKey}"/>. An <c>IAmazonDynamoDB</c> among them is used; else a client
    /// is made from the environment.
    /// </param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="items">Says where the items are: <c>items => items.LoadFromDynamoDb("Orders", Order.FromAttributes)</c>.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="items"/> does not say where the items are.</exception>
    public static IServiceCollection AddCdcQueueHandler<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, CdcKeyFormat<TKey> keyFormat, Action<CdcItemSource<TItem>> items)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem>
    {
        Add(services, typeof(THandler).Name, keyFormat);
        ConsumerProcessing.AddItemHandler<TKey, TItem, THandler>(services, typeof(THandler).Name, keyFormat, items);
        return services;
    }

    private static void Add<TKey>(IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(keyFormat);
        services.AddOptions<CdcQueueHandlerOptions>(name);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcQueueHandlerOptions>, QueueOptionsValidator>());
        services.AddSingleton(new QueueRegistration<TKey>(name, keyFormat));
    }
}
