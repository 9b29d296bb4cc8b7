using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>The names and values that a request's expressions share; each must be used by one of them.</summary>
internal sealed class ExpressionAttributes(
    IReadOnlyDictionary<string, string> names, IReadOnlyDictionary<string, AttributeValue> values)
{
    private readonly HashSet<string> _used = [];

    public string? Name(string placeholder)
    {
        _used.Add(placeholder);
        return names.GetValueOrDefault(placeholder);
    }

    public AttributeValue? Value(string placeholder)
    {
        _used.Add(placeholder);
        return values.GetValueOrDefault(placeholder);
    }

    /// <exception cref="AwsServiceException">A name or a value is in no expression.</exception>
    public void RequireAllUsed()
    {
        RequireUsed("ExpressionAttributeNames", names.Keys);
        RequireUsed("ExpressionAttributeValues", values.Keys);
    }

    private void RequireUsed(string member, IEnumerable<string> placeholders)
    {
        var unused = placeholders.Where(placeholder => !_used.Contains(placeholder)).ToList();
        if (unused.Count > 0)
            throw AwsServiceException.Validation($"Value provided in {member} unused in expressions: keys: {{{string.Join(", ", unused)}}}");
    }
}
