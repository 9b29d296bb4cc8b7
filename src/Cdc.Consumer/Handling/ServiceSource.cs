using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cdc.Consumer.Handling;

/// <summary>Registers handlers and middleware, and says where each comes from.</summary>
internal static class ServiceSource
{
    /// <summary>Registers a service, unless it is: as scoped, or as transient where nothing could tell the difference.</summary>
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection services)
        where T : class
    {
        if (NeedsNothing<T>()) services.TryAddTransient<T>();
        else services.TryAddScoped<T>();
    }

    /// <summary>Says where a service comes from, all registrations considered.</summary>
    /// <param name="services">The registrations.</param>
    /// <param name="provider">The host's services.</param>
    /// <returns>Gets the service, from the host's services where it needs no scope, else from the scope of the handling.</returns>
    public static Func<CdcContext, T> Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection services, IServiceProvider provider)
        where T : class
    {
        var registration = services.Last(service => service.ServiceType == typeof(T) && !service.IsKeyedService);
        if (registration.Lifetime == ServiceLifetime.Singleton)
        {
            T? shared = null;
            return _ => Volatile.Read(ref shared) ?? (shared = Resolve<T>(provider));
        }

        return registration.Lifetime == ServiceLifetime.Transient && registration.ImplementationType == typeof(T) && NeedsNothing<T>()
            ? _ => Resolve<T>(provider)
            : context => Resolve<T>(context.Services);
    }

    /// <exception cref="HandlerCreationException">It cannot be made.</exception>
    private static T Resolve<T>(IServiceProvider provider)
        where T : class
    {
        try
        {
            return provider.GetRequiredService<T>();
        }
#pragma warning disable CA1031 // Whatever a constructor throws.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new HandlerCreationException(error);
        }
    }

    // One that takes nothing and leaves nothing to dispose of is made without the cost of a scope.
    private static bool NeedsNothing<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>() =>
        typeof(T).GetConstructors() is [var constructor]
        && constructor.GetParameters().Length == 0
        && !typeof(IDisposable).IsAssignableFrom(typeof(T))
        && !typeof(IAsyncDisposable).IsAssignableFrom(typeof(T));
}
