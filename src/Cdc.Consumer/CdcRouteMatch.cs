using Cdc.Consumer.Routing;

namespace Cdc.Consumer;

/// <summary>Says which changes a route takes.</summary>
/// <remarks>Instances are immutable. Two that say the same are equal.</remarks>
public sealed class CdcRouteMatch : IEquatable<CdcRouteMatch>
{
    private readonly RouteCondition[] _conditions;

    private CdcRouteMatch(params RouteCondition[] conditions) => _conditions = conditions;

    /// <summary>Gets the match of every change: for the last route.</summary>
    public static CdcRouteMatch Any { get; } = new();

    /// <summary>Matches the changes of a table.</summary>
    /// <param name="table">The table's name, whatever its account and Region, or its ARN, as <see cref="CdcContext.Source"/> has it.</param>
    /// <returns>The match.</returns>
    /// <exception cref="ArgumentException"><paramref name="table"/> is null or empty.</exception>
    public static CdcRouteMatch Table(string table)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        return new(new RouteCondition(table.Contains(':', StringComparison.Ordinal) ? RouteSubject.Source : RouteSubject.TableName, "", table));
    }

    /// <summary>Matches the changes of an event type.</summary>
    /// <param name="eventType">The type, as <see cref="CdcContext.EventType"/> has it: <c>orders.insert</c>.</param>
    /// <returns>The match.</returns>
    /// <exception cref="ArgumentException"><paramref name="eventType"/> is null or empty.</exception>
    public static CdcRouteMatch EventType(string eventType)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventType);
        return new(new RouteCondition(RouteSubject.EventType, "", eventType));
    }

    /// <summary>Matches the changes whose key has an attribute that begins with a text: an entity type of a single-table design.</summary>
    /// <param name="attributeName">The key attribute: <c>pk</c>.</param>
    /// <param name="prefix">How its value begins: <c>ORDER#</c>. Compared character by character; a number is no text.</param>
    /// <returns>The match.</returns>
    /// <exception cref="ArgumentException">An argument is null or empty.</exception>
    public static CdcRouteMatch KeyPrefix(string attributeName, string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(attributeName);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return new(new RouteCondition(RouteSubject.KeyPrefix, attributeName, prefix));
    }

    /// <summary>Matches the changes that this and another match.</summary>
    /// <param name="other">The other.</param>
    /// <returns>The match.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public CdcRouteMatch And(CdcRouteMatch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. _conditions.Union(other._conditions).Order()]);
    }

    /// <inheritdoc/>
    public bool Equals(CdcRouteMatch? other) => other is not null && _conditions.SequenceEqual(other._conditions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CdcRouteMatch);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Writes what it matches, for faults.</summary>
    /// <returns>For example <c>table Orders and key attribute pk beginning with ORDER#</c>.</returns>
    public override string ToString() => _conditions.Length == 0 ? "every change" : string.Join(" and ", _conditions.Select(condition => condition.ToString()));

    internal bool Matches(RoutedChange change) => Array.TrueForAll(_conditions, condition => condition.Matches(change));
}
