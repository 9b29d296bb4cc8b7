using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Cdc.Consumer;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Processing;
using Cdc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers consumers of change notifications that read each change's item.</summary>
/// <remarks><inheritdoc cref="CdcConsumerServiceCollectionExtensions" path="/remarks"/></remarks>
public static class CdcConsumerItemServiceCollectionExtensions
{
    private const string ReflectionMessage =
        "Reads the key type by reflection. Use an overload that takes a JsonTypeInfo<TKey> or a CdcKeyFormat<TKey>.";

    /// <summary>Adds a consumer that reads its keys by reflection, and each change's item from its table.</summary>
    /// <typeparam name="TKey">
    /// The key of the table's items: a record whose JSON properties are the key attributes, or for a single one <see cref="string"/>,
    /// <see cref="Guid"/>, <see cref="long"/> or <see cref="decimal"/>. A binary attribute may be a byte array, or a string that is its base64.
    /// </typeparam>
    /// <typeparam name="TItem">The item.</typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="items">Says where the items are: <c>items => items.LoadFromDynamoDb("Orders", Order.FromAttributes)</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// The name is empty or another consumer's, <paramref name="items"/> does not say where the items are, or <typeparamref name="TKey"/> is no type of a key.
    /// </exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static IServiceCollection AddCdcConsumer<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, Action<CdcItemSource<TItem>> items, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem> =>
        services.AddCdcConsumer<TKey, TItem, THandler>(typeof(THandler).Name, CdcKeyFormat.ForReflection<TKey>(), items, configure);

    /// <summary>Adds a consumer whose keys source-generated metadata reads, and each change's item from its table; safe for trimming and native AOT.</summary>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="keyTypeInfo">The key's metadata, for example <c>MyJsonContext.Default.OrderKey</c>.</param>
    /// <param name="items">Says where the items are: <c>items => items.LoadFromDynamoDb("Orders", Order.FromAttributes)</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, TItem, THandler}(IServiceCollection, Action{CdcItemSource{TItem}}, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, JsonTypeInfo<TKey> keyTypeInfo, Action<CdcItemSource<TItem>> items, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem> =>
        services.AddCdcConsumer<TKey, TItem, THandler>(typeof(THandler).Name, CdcKeyFormat.ForRecord(keyTypeInfo), items, configure);

    /// <summary>Adds a consumer whose keys are read as a format says, and each change's item from its table; safe for trimming and native AOT.</summary>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="items">Says where the items are: <c>items => items.LoadFromDynamoDb("Orders", Order.FromAttributes)</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, TItem, THandler}(IServiceCollection, Action{CdcItemSource{TItem}}, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, CdcKeyFormat<TKey> keyFormat, Action<CdcItemSource<TItem>> items, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem> =>
        services.AddCdcConsumer<TKey, TItem, THandler>(typeof(THandler).Name, keyFormat, items, configure);

    /// <summary>Adds a consumer with a name, whose keys are read as a format says, and each change's item from its table; safe for trimming and native AOT.</summary>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="name">The name, of the consumer and of its options; not empty, and no other consumer's.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="items">Says where the items are: <c>items => items.LoadFromDynamoDb("Orders", Order.FromAttributes)</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, TItem, THandler}(IServiceCollection, Action{CdcItemSource{TItem}}, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat, Action<CdcItemSource<TItem>> items, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem>
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddConsumer<TKey, TItem, THandler>(services, name, keyFormat, items).Configure(configure);
        return services;
    }

    /// <summary>Adds a consumer that reads each change's item from its table, with its options from configuration; safe for trimming and native AOT.</summary>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="items">Says where the items are: <c>items => items.LoadFromDynamoDb("Orders", Order.FromAttributes)</c>.</param>
    /// <param name="configuration">The section that holds the options, each under its property's name.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, TItem, THandler}(IServiceCollection, Action{CdcItemSource{TItem}}, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, CdcKeyFormat<TKey> keyFormat, Action<CdcItemSource<TItem>> items, IConfiguration configuration)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem> =>
        services.AddCdcConsumer<TKey, TItem, THandler>(typeof(THandler).Name, keyFormat, items, configuration);

    /// <summary>Adds a consumer with a name that reads each change's item from its table, with its options from configuration; safe for trimming and native AOT.</summary>
    /// <param name="services">The services. An <c>IAmazonDynamoDB</c> among them is used; else a client is made from the environment.</param>
    /// <param name="name">The name, of the consumer and of its options; not empty, and no other consumer's.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="items">Says where the items are: <c>items => items.LoadFromDynamoDb("Orders", Order.FromAttributes)</c>.</param>
    /// <param name="configuration">The section that holds the options, each under its property's name.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, TItem, THandler}(IServiceCollection, Action{CdcItemSource{TItem}}, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat, Action<CdcItemSource<TItem>> items, IConfiguration configuration)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem>
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AddConsumer<TKey, TItem, THandler>(services, name, keyFormat, items).Bind(configuration);
        return services;
    }

    private static OptionsBuilder<CdcConsumerOptions> AddConsumer<TKey, TItem, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat, Action<CdcItemSource<TItem>> items)
        where TKey : notnull
        where TItem : class
        where THandler : class, ICdcHandler<TKey, TItem>
    {
        var options = ConsumerRegistration.Add(services, name, keyFormat);
        ConsumerProcessing.AddItemHandler<TKey, TItem, THandler>(services, name, keyFormat, items);
        return options;
    }
}
