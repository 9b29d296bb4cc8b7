using System.Text.Json;

namespace Cdc.Consumer.Routing;

/// <summary>What a condition looks at.</summary>
internal enum RouteSubject
{
    TableName,
    Source,
    EventType,
    KeyPrefix,
}

/// <summary>One of the things that a change must have for a route to take it.</summary>
/// <param name="Subject">What it looks at.</param>
/// <param name="Attribute">Which key attribute; empty where it looks at none.</param>
/// <param name="Value">What there must be.</param>
internal sealed record RouteCondition(RouteSubject Subject, string Attribute, string Value) : IComparable<RouteCondition>
{
    public bool Matches(RoutedChange change) => Subject switch
    {
        RouteSubject.TableName => change.Source.AsSpan(change.Source.LastIndexOf('/') + 1).SequenceEqual(Value),
        RouteSubject.Source => change.Source == Value,
        RouteSubject.EventType => change.EventType == Value,
        _ => HasPrefix(change.Key.Span),
    };

    public int CompareTo(RouteCondition? other) =>
        other is null ? 1
        : Subject != other.Subject ? Subject.CompareTo(other.Subject)
        : Attribute != other.Attribute ? string.CompareOrdinal(Attribute, other.Attribute)
        : string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Subject switch
    {
        RouteSubject.TableName => $"table {Value}",
        RouteSubject.Source => $"source {Value}",
        RouteSubject.EventType => $"event type {Value}",
        _ => $"key attribute {Attribute} beginning with {Value}",
    };

    private bool HasPrefix(ReadOnlySpan<byte> key)
    {
        var reader = new Utf8JsonReader(key);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(Attribute);
            reader.Read();
            if (isIt) return reader.TokenType == JsonTokenType.String && reader.GetString()!.StartsWith(Value, StringComparison.Ordinal);
        }

        return false;
    }
}

/// <summary>What routes look at.</summary>
/// <param name="Source">The ARN of the change's table.</param>
/// <param name="EventType">The event type.</param>
/// <param name="Key">The key, as the JSON object that it is on the wire.</param>
internal readonly record struct RoutedChange(string Source, string EventType, ReadOnlyMemory<byte> Key);
