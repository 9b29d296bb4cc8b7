using System.Text.Json;
using Cdc.Testing.DynamoDb.Expressions;
using Cdc.Testing.DynamoDb.Keys;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Reads the expressions of a request, with the names and values that they share.</summary>
internal sealed class RequestExpressions
{
    private const int MaxPlaceholder = 255;

    private readonly RequestReader _request;
    private readonly ExpressionAttributes _attributes;

    /// <param name="request">The request.</param>
    /// <param name="kinds">The expressions with values that the operation takes.</param>
    public RequestExpressions(RequestReader request, params string[] kinds)
    {
        _request = request;
        var names = ReadNames();
        var values = ReadValues();
        var isAny = kinds.Any(kind => request.Find(kind) is not null);
        if (names.Count > 0 && !isAny && request.Find("ProjectionExpression") is null)
            throw AwsServiceException.Validation("ExpressionAttributeNames can only be specified when using expressions");
        if (values.Count > 0 && !isAny)
        {
            var missing = kinds.Length == 1 ? $"{kinds[0]} is null" : $"{string.Join(" and ", kinds)} are null";
            throw AwsServiceException.Validation($"ExpressionAttributeValues can only be specified when using expressions: {missing}");
        }

        _attributes = new ExpressionAttributes(names, values);
    }

    public Condition? Condition(string kind) =>
        _request.Text(kind) is { } text ? ConditionParser.Parse(kind, text, _attributes) : null;

    /// <summary>A query's filter, which may look neither at the key nor at what its index does not hold.</summary>
    public Condition? Filter(KeySchema tableKey, IndexDefinition? index)
    {
        if (_request.Text("FilterExpression") is not { } text) return null;
        var filter = ConditionParser.Parse("FilterExpression", text, _attributes, out var roots);
        if (roots.FirstOrDefault((index?.Key ?? tableKey).Contains) is { } attribute)
        {
            throw AwsServiceException.Validation(
                $"Filter Expression can only contain non-primary key attributes: Primary key attribute: {attribute}");
        }

        if (index is not null && roots.Where(root => !index.Holds(root, tableKey)).ToList() is { Count: > 0 } missing)
        {
            throw AwsServiceException.Validation(
                $"One or more parameter values were invalid: Secondary index {index.Name} does not project one or more filter attributes: [{string.Join(", ", missing)}]");
        }

        return filter;
    }

    public UpdateExpression? Update() =>
        _request.Text("UpdateExpression") is { } text ? UpdateParser.Parse(text, _attributes) : null;

    /// <summary>The projection of a query or a scan, which may not name what a global index does not hold.</summary>
    public PathTree? Projection(KeySchema tableKey, IndexDefinition? index)
    {
        var projection = Projection();
        if (projection is null || index is not { IsGlobal: true }) return projection;
        return projection.Roots.Where(root => !index.Holds(root, tableKey)).ToList() is not { Count: > 0 } missing
            ? projection
            : throw AwsServiceException.Validation(
                $"One or more parameter values were invalid: Global secondary index {index.Name} does not project [{string.Join(", ", missing)}]");
    }

    public PathTree? Projection() =>
        _request.Text("ProjectionExpression") is { } text ? ProjectionParser.Parse(text, _attributes) : null;

    public KeyCondition KeyCondition(KeySchema key) => Tables.KeyCondition.Parse(
        _request.Text("KeyConditionExpression")
            ?? throw AwsServiceException.Validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."),
        _attributes,
        key);

    /// <exception cref="AwsServiceException">A name or a value is in no expression; call it after reading them all.</exception>
    public void RequireAllUsed() => _attributes.RequireAllUsed();

    private Dictionary<string, string> ReadNames()
    {
        var names = new Dictionary<string, string>();
        foreach (var member in _request.Members("ExpressionAttributeNames")) names[member.Name] = ReadName(member);
        RequireWellFormed("ExpressionAttributeNames", '#', names.Keys);
        return names;
    }

    private static string ReadName(JsonProperty member)
    {
        try
        {
            return AttributeNames.Valid(RequestReader.Text(member.Value));
        }
        catch (AwsServiceException error) when (error.Code == "ValidationException")
        {
            throw AwsServiceException.Validation($"ExpressionAttributeNames contains invalid value: {error.Message} for key {member.Name}");
        }
    }

    private Dictionary<string, AttributeValue> ReadValues()
    {
        var values = new Dictionary<string, AttributeValue>();
        foreach (var member in _request.Members("ExpressionAttributeValues"))
        {
            try
            {
                values[member.Name] = AttributeValueJson.Read(member.Value);
            }
            catch (AwsServiceException error) when (error.Code == "ValidationException")
            {
                throw AwsServiceException.Validation($"ExpressionAttributeValues contains invalid value: {error.Message} for key {member.Name}");
            }
        }

        RequireWellFormed("ExpressionAttributeValues", ':', values.Keys);
        return values;
    }

    private void RequireWellFormed(string member, char sign, IReadOnlyCollection<string> placeholders)
    {
        if (placeholders.Count == 0 && _request.Find(member) is not null) throw AwsServiceException.Validation($"{member} must not be empty");
        foreach (var placeholder in placeholders)
        {
            if (placeholder.Length < 2 || placeholder[0] != sign || !placeholder.Skip(1).All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
                throw AwsServiceException.Validation($"{member} contains invalid key: Syntax error; key: \"{placeholder}\"");
            if (placeholder.Length > MaxPlaceholder)
            {
                throw AwsServiceException.Validation(
                    $"{member} contains invalid key: The expression attribute map contains a key that is too long; size of key: {placeholder.Length}");
            }
        }
    }
}
