using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Cdc.Consumer;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Processing;
using Cdc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers consumers of change notifications.</summary>
/// <remarks>
/// <para>
/// A host may have several consumers. Each has a name, the handler's type name unless one is given, and options under that name:
/// <c>services.Configure&lt;CdcConsumerOptions&gt;("OrderHandler", …)</c> changes those of <c>OrderHandler</c>.
/// </para>
/// <para>
/// The handler is registered as scoped unless it already is registered otherwise. The application's <c>IAmazonSQS</c> and
/// <see cref="TimeProvider"/> are used where they are registered; else a client is made from the environment, as the AWS SDK makes one, and
/// the system's time is used.
/// </para>
/// </remarks>
public static class CdcConsumerServiceCollectionExtensions
{
    private const string ReflectionMessage =
        "Reads the key type by reflection. Use an overload that takes a JsonTypeInfo<TKey> or a CdcKeyFormat<TKey>.";

    /// <summary>Adds a consumer that reads its keys by reflection.</summary>
    /// <typeparam name="TKey">
    /// The key of the table's items: a record whose JSON properties are the key attributes, or for a single one <see cref="string"/>,
    /// <see cref="Guid"/>, <see cref="long"/> or <see cref="decimal"/>. A binary attribute may be a byte array, or a string that is its base64.
    /// </typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// The name is empty or another consumer's, or <typeparamref name="TKey"/> is no type of a key.
    /// </exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey> =>
        services.AddCdcConsumer<TKey, THandler>(typeof(THandler).Name, CdcKeyFormat.ForReflection<TKey>(), configure);

    /// <summary>Adds a consumer whose keys are records that source-generated metadata reads; safe for trimming and native AOT.</summary>
    /// <param name="services">The services.</param>
    /// <param name="keyTypeInfo">The key's metadata, for example <c>MyJsonContext.Default.OrderKey</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, JsonTypeInfo<TKey> keyTypeInfo, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey> =>
        services.AddCdcConsumer<TKey, THandler>(typeof(THandler).Name, CdcKeyFormat.ForRecord(keyTypeInfo), configure);

    /// <summary>Adds a consumer whose keys are read as a format says; safe for trimming and native AOT.</summary>
    /// <param name="services">The services.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, CdcKeyFormat<TKey> keyFormat, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey> =>
        services.AddCdcConsumer<TKey, THandler>(typeof(THandler).Name, keyFormat, configure);

    /// <summary>Adds a consumer with a name, whose keys are read as a format says; safe for trimming and native AOT.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, of the consumer and of its options; not empty, and no other consumer's.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        ArgumentNullException.ThrowIfNull(configure);
        AddConsumer<TKey, THandler>(services, name, keyFormat).Configure(configure);
        return services;
    }

    /// <summary>Adds a consumer that reads its keys by reflection, with its options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section that holds the options, each under its property's name.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, IConfiguration configuration)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey> =>
        services.AddCdcConsumer<TKey, THandler>(typeof(THandler).Name, CdcKeyFormat.ForReflection<TKey>(), configuration);

    /// <summary>Adds a consumer whose keys are records that source-generated metadata reads, with its options from configuration; safe for trimming and native AOT.</summary>
    /// <param name="services">The services.</param>
    /// <param name="keyTypeInfo">The key's metadata, for example <c>MyJsonContext.Default.OrderKey</c>.</param>
    /// <param name="configuration">The section that holds the options, each under its property's name.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, JsonTypeInfo<TKey> keyTypeInfo, IConfiguration configuration)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey> =>
        services.AddCdcConsumer<TKey, THandler>(typeof(THandler).Name, CdcKeyFormat.ForRecord(keyTypeInfo), configuration);

    /// <summary>Adds a consumer whose keys are read as a format says, with its options from configuration; safe for trimming and native AOT.</summary>
    /// <param name="services">The services.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="configuration">The section that holds the options, each under its property's name.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, CdcKeyFormat<TKey> keyFormat, IConfiguration configuration)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey> =>
        services.AddCdcConsumer<TKey, THandler>(typeof(THandler).Name, keyFormat, configuration);

    /// <summary>Adds a consumer with a name, whose keys are read as a format says, with its options from configuration; safe for trimming and native AOT.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, of the consumer and of its options; not empty, and no other consumer's.</param>
    /// <param name="keyFormat">How to read the key, for example <c>CdcKeyFormat.ForGuid()</c>.</param>
    /// <param name="configuration">The section that holds the options, each under its property's name.</param>
    /// <inheritdoc cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/>
    public static IServiceCollection AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat, IConfiguration configuration)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AddConsumer<TKey, THandler>(services, name, keyFormat).Bind(configuration);
        return services;
    }

    private static OptionsBuilder<CdcConsumerOptions> AddConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        IServiceCollection services, string name, CdcKeyFormat<TKey> keyFormat)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        var options = ConsumerRegistration.Add(services, name, keyFormat);
        ConsumerProcessing.AddHandler<TKey, THandler>(services, name);
        return options;
    }
}
