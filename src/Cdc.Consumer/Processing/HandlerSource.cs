using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cdc.Consumer.Processing;

/// <summary>Says where a consumer's handler comes from.</summary>
/// <param name="Resolve">Gets the handler from a provider.</param>
/// <param name="NeedsScope">Whether the provider must be a scope of the change.</param>
internal sealed record HandlerSource<TKey>(Func<IServiceProvider, ICdcHandler<TKey>> Resolve, bool NeedsScope)
    where TKey : notnull;

/// <summary>Registers handlers.</summary>
internal static class HandlerSource
{
    /// <summary>Registers a handler, unless it is: as scoped, or as transient where nothing could tell the difference.</summary>
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(IServiceCollection services)
        where THandler : class
    {
        if (NeedsNothing<THandler>()) services.TryAddTransient<THandler>();
        else services.TryAddScoped<THandler>();
    }

    /// <summary>Says where the handler comes from, all registrations considered.</summary>
    public static HandlerSource<TKey> Of<TKey, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(IServiceCollection services)
        where TKey : notnull
        where THandler : class, ICdcHandler<TKey>
    {
        var registration = services.Last(service => service.ServiceType == typeof(THandler) && !service.IsKeyedService);
        var needsScope = registration.Lifetime switch
        {
            ServiceLifetime.Singleton => false,
            ServiceLifetime.Transient => registration.ImplementationType != typeof(THandler) || !NeedsNothing<THandler>(),
            _ => true,
        };
        return new HandlerSource<TKey>(Resolve<THandler>, needsScope);
    }

    /// <summary>Gets a handler from a provider.</summary>
    /// <exception cref="HandlerCreationException">It cannot be made.</exception>
    public static THandler Resolve<THandler>(IServiceProvider provider)
        where THandler : class
    {
        try
        {
            return provider.GetRequiredService<THandler>();
        }
#pragma warning disable CA1031 // Whatever a constructor throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new HandlerCreationException(error);
        }
    }

    // One that takes nothing and leaves nothing to dispose of is made without the cost of a scope.
    private static bool NeedsNothing<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>() =>
        typeof(THandler).GetConstructors() is [var constructor]
        && constructor.GetParameters().Length == 0
        && !typeof(IDisposable).IsAssignableFrom(typeof(THandler))
        && !typeof(IAsyncDisposable).IsAssignableFrom(typeof(THandler));
}
