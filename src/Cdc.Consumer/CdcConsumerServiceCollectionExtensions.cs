using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers consumers of change notifications.</summary>
/// <remarks>
/// <para>
/// A host may have several consumers. Each has a name and options under that name: <c>services.Configure&lt;CdcConsumerOptions&gt;("orders", …)</c> changes those of <c>orders</c>.
/// </para>
/// <para>
/// A consumer uses the <c>IAmazonSQS</c> that is registered as a keyed service under its name, or else the application's, or else one that it makes from the environment, as the AWS SDK does.
/// So consumers of two accounts or Regions live in one host. A <see cref="TimeProvider"/> is used where one is registered.
/// </para>
/// </remarks>
public static class CdcConsumerServiceCollectionExtensions
{
    /// <summary>Adds a consumer that has its handler's type name.</summary>
    /// <typeparam name="TKey">
    /// The key of the table's items: a record whose JSON properties are the key attributes, or for a single one <see cref="string"/>,
    /// <see cref="Guid"/>, <see cref="long"/> or <see cref="decimal"/>. A binary attribute may be a byte array, or a string that is its base64.
    /// </typeparam>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder for what goes beyond this: how keys are read, steps around the handler.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">Another consumer has the name.</exception>
    public static CdcConsumerBuilder<TKey> AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, Action<CdcConsumerOptions> configure)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = Add<TKey>(services, typeof(THandler).Name, isNameStable: false);
        builder.Configure(configure).Handle<THandler>();
        return builder;
    }

    /// <summary>Adds a consumer with a name of its own, which high-water marks need; the builder takes the options.</summary>
    /// <typeparam name="TKey">As <see cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/> has it.</typeparam>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, of the consumer, of its options and of its marks; not empty, and no other consumer's.</param>
    /// <returns>A builder that takes the options, and what goes beyond: how keys are read, steps around the handler.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or another consumer has it.</exception>
    public static CdcConsumerBuilder<TKey> AddCdcConsumer<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        var builder = Add<TKey>(services, name, isNameStable: true);
        builder.Handle<THandler>();
        return builder;
    }

    /// <summary>Adds a consumer whose handler the builder is told: one of batches, one with items, or a delegate.</summary>
    /// <typeparam name="TKey">As <see cref="AddCdcConsumer{TKey, THandler}(IServiceCollection, Action{CdcConsumerOptions})"/> has it.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, of the consumer, of its options and of its marks; not empty, and no other consumer's.</param>
    /// <returns>A builder that takes the options and the handler.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or another consumer has it.</exception>
    public static CdcConsumerBuilder<TKey> AddCdcConsumer<TKey>(this IServiceCollection services, string name)
        where TKey : notnull => Add<TKey>(services, name, isNameStable: true);

    /// <summary>Adds a consumer of a queue that has changes of several tables, event types or entity types, each with a handler of its own.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, of the consumer, of its options and, before the route's, of its marks; not empty, and no other consumer's.</param>
    /// <returns>A builder that takes the options and the routes.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or another consumer has it.</exception>
    public static CdcRoutedConsumerBuilder AddCdcConsumer(this IServiceCollection services, string name)
    {
        ConsumerRegistration.TakeName(services, name);
        var builder = new CdcRoutedConsumerBuilder(services, name);
        ConsumerRegistration.Add(services, builder.Plan);
        return builder;
    }

    private static CdcConsumerBuilder<TKey> Add<TKey>(IServiceCollection services, string name, bool isNameStable)
        where TKey : notnull
    {
        ConsumerRegistration.TakeName(services, name);
        var spec = new PipelineSpec<TKey>(services, name, optionsName: name, isNameStable);
        ConsumerRegistration.Add(services, new HandlingPlan<TKey>(spec));
        return new CdcConsumerBuilder<TKey>(spec);
    }
}
