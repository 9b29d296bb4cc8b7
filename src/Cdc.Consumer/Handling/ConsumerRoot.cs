using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Handling;

/// <summary>What all contexts of a consumer share.</summary>
/// <param name="name">The consumer's name.</param>
/// <param name="scopes">Opens scopes; null where there are no services.</param>
internal class ConsumerRoot(string name, IServiceScopeFactory? scopes)
{
    public string Name { get; } = name;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a handling may take; null where the delivery itself knows.</summary>
    public TimeSpan? MaxProcessingTime { get; init; }

    /// <exception cref="InvalidOperationException">There are no services.</exception>
    public IServiceScopeFactory ScopeFactory =>
        scopes ?? throw new InvalidOperationException("There are no services: the function, or the test's CdcDelivery, was given none.");
}

/// <summary>What all contexts of a consumer, or of a route, share that have keys of one type.</summary>
internal class ConsumerRoot<TKey>(string name, IServiceScopeFactory? scopes, CdcKeyFormat<TKey>? keyFormat) : ConsumerRoot(name, scopes)
    where TKey : notnull
{
    public virtual CdcKeyFormat<TKey> KeyFormat => keyFormat!;
}
