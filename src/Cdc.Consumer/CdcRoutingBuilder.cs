using System.Diagnostics.CodeAnalysis;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer;

/// <summary>Says which handler takes which changes of a queue.</summary>
/// <remarks>
/// Routes are asked in the order of the calls, and the first that matches takes the change. Changes of one item are handled in order, whichever routes take them. Each route has high-water marks of
/// its own, under <c>consumer/route</c>; that is also the name of its options. Two routes that match the same are a fault when the host starts.
/// </remarks>
public class CdcRoutingBuilder
{
    internal CdcRoutingBuilder(IServiceCollection services, string name) => (Services, Plan) = (services, new RoutedPlan(name));

    /// <summary>Gets the consumer's name.</summary>
    public string Name => Plan.Name;

    /// <summary>Gets the services.</summary>
    public IServiceCollection Services { get; }

    internal RoutedPlan Plan { get; }

    /// <summary>Adds a step around the handlers of all routes, outside of their own steps. It also wraps handlers of batches if it is an <see cref="ICdcBatchMiddleware"/>, too.</summary>
    /// <typeparam name="TMiddleware">The step; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <returns>The same builder.</returns>
    public CdcRoutingBuilder Use<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, ICdcMiddleware
    {
        Plan.Steps.Add(PipelineStep.Of<TMiddleware>(Services));
        return this;
    }

    /// <summary>Adds a route that has its handler's type name.</summary>
    /// <typeparam name="TKey">The key of the items, as <c>AddCdcConsumer</c> has it.</typeparam>
    /// <typeparam name="THandler">The handler; registered as scoped unless it already is registered otherwise.</typeparam>
    /// <param name="match">Which changes it takes.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="match"/> is null.</exception>
    /// <exception cref="ArgumentException">Another route of the consumer has the name.</exception>
    public CdcRoutingBuilder Route<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(CdcRouteMatch match)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey> =>
        Add<TKey>(typeof(THandler).Name, isNameStable: false, match, route => route.Handle<THandler>());

    /// <summary>Adds a route with a name of its own, which high-water marks need.</summary>
    /// <typeparam name="TKey">The key of the items, as <c>AddCdcConsumer</c> has it.</typeparam>
    /// <param name="name">The name, not empty, and no other route's.</param>
    /// <param name="match">Which changes it takes.</param>
    /// <param name="configure">Says what is done with them: <c>route => route.WithKeys(…).Handle&lt;OrderHandler&gt;()</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name is empty, or another route of the consumer has it.</exception>
    public CdcRoutingBuilder Route<TKey>(string name, CdcRouteMatch match, Action<CdcHandlingBuilder<TKey>> configure)
        where TKey : notnull => Add(name, isNameStable: true, match, configure);

    /// <summary>Says what happens to changes that no route takes.</summary>
    /// <param name="action">What happens; without this call <see cref="CdcUnmatchedAction.Leave"/>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="action"/> is none.</exception>
    public CdcRoutingBuilder OnUnmatched(CdcUnmatchedAction action)
    {
        if (!Enum.IsDefined(action)) throw new ArgumentOutOfRangeException(nameof(action), action, "There is no such action.");
        Plan.Unmatched = action;
        return this;
    }

    private CdcRoutingBuilder Add<TKey>(string name, bool isNameStable, CdcRouteMatch match, Action<CdcHandlingBuilder<TKey>> configure)
        where TKey : notnull
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(configure);
        var path = $"{Name}/{name}";
        ConsumerRegistration.TakeName(Services, path);
        var spec = new PipelineSpec<TKey>(Services, Name, path, isNameStable);
        configure(new CdcHandlingBuilder<TKey>(spec));
        Plan.Routes.Add(new RoutePlan<TKey>(path, match, spec));
        return this;
    }
}
