using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.QueueFunction;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what a <see cref="CdcQueueHandler"/> does with changes.</summary>
/// <remarks>The name is that of the function's options and of its high-water marks: <c>services.Configure&lt;CdcQueueHandlerOptions&gt;("orders", …)</c>.</remarks>
public static class CdcQueueHandlerServiceCollectionExtensions
{
    /// <summary>Adds what a function does, under its handler's type name.</summary>
    /// <typeparam name="TKey">The key of the table's items, as <c>AddCdcConsumer</c> has it.</typeparam>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <param name="services">The services, which are given to the constructor of <see cref="CdcQueueHandler"/>.</param>
    /// <returns>A builder that takes the options, and what goes beyond: how keys are read, steps around the handler.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="ArgumentException">A consumer has the name.</exception>
    public static CdcQueueHandlerBuilder<TKey> AddCdcQueueHandler<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        var builder = Add<TKey>(services, typeof(THandler).Name, isNameStable: false);
        builder.Handle<THandler>();
        return builder;
    }

    /// <summary>Adds what a function does, under a name of its own, which high-water marks need.</summary>
    /// <typeparam name="TKey">The key of the table's items, as <c>AddCdcConsumer</c> has it.</typeparam>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <param name="services">The services, which are given to the constructor of <see cref="CdcQueueHandler"/>.</param>
    /// <param name="name">The name, not empty, and no consumer's.</param>
    /// <returns>A builder that takes the options, and what goes beyond: how keys are read, steps around the handler.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or a consumer has it.</exception>
    public static CdcQueueHandlerBuilder<TKey> AddCdcQueueHandler<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        var builder = Add<TKey>(services, name, isNameStable: true);
        builder.Handle<THandler>();
        return builder;
    }

    /// <summary>Adds what a function does, with a handler that the builder is told: one of batches, one with items, or a delegate.</summary>
    /// <typeparam name="TKey">The key of the table's items, as <c>AddCdcConsumer</c> has it.</typeparam>
    /// <param name="services">The services, which are given to the constructor of <see cref="CdcQueueHandler"/>.</param>
    /// <param name="name">The name, not empty, and no consumer's.</param>
    /// <returns>A builder that takes the options and the handler.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or a consumer has it.</exception>
    public static CdcQueueHandlerBuilder<TKey> AddCdcQueueHandler<TKey>(this IServiceCollection services, string name)
        where TKey : notnull => Add<TKey>(services, name, isNameStable: true);

    /// <summary>Adds what a function does whose queue has changes of several tables, event types or entity types, each with a handler of its own.</summary>
    /// <param name="services">The services, which are given to the constructor of <see cref="CdcQueueHandler"/>.</param>
    /// <param name="name">The name, not empty, and no consumer's.</param>
    /// <returns>A builder that takes the options and the routes.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or a consumer has it.</exception>
    public static CdcRoutedQueueHandlerBuilder AddCdcQueueHandler(this IServiceCollection services, string name)
    {
        ConsumerRegistration.TakeName(services, name);
        var builder = new CdcRoutedQueueHandlerBuilder(services, name);
        QueueRegistration.Add(services, builder.Plan);
        return builder;
    }

    private static CdcQueueHandlerBuilder<TKey> Add<TKey>(IServiceCollection services, string name, bool isNameStable)
        where TKey : notnull
    {
        ConsumerRegistration.TakeName(services, name);
        var spec = new PipelineSpec<TKey>(services, name, optionsName: name, isNameStable);
        QueueRegistration.Add(services, new HandlingPlan<TKey>(spec));
        return new CdcQueueHandlerBuilder<TKey>(spec);
    }
}
