using System.Text;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Testing.Tests.DynamoDb.Differential;

internal enum StepKind
{
    Put,
    Update,
    Delete,
}

/// <summary>One write, with expressions over <see cref="Steps.Constants"/>.</summary>
internal sealed partial record Step(StepKind Kind, string Key, Dictionary<string, AttributeValue> Attributes)
{
    public string? Condition { get; init; }

    public string? Update { get; init; }

    public required ReturnValue Returns { get; init; }

    public bool ReturnsFailed { get; init; }

    private Dictionary<string, AttributeValue>? Values
    {
        get
        {
            var used = Placeholder().Matches($"{Condition} {Update}").Select(match => match.Value).Distinct().ToList();
            return used.Count > 0 ? used.ToDictionary(name => name, name => Steps.Constants[name]) : null;
        }
    }

    private ReturnValuesOnConditionCheckFailure OnFailure => ReturnsFailed ? ReturnValuesOnConditionCheckFailure.ALL_OLD : ReturnValuesOnConditionCheckFailure.NONE;

    private Dictionary<string, AttributeValue> KeyOnly => new() { ["pk"] = new(Key) };

    /// <summary>Does it alone; gives the attributes of the answer.</summary>
    public async Task<Dictionary<string, AttributeValue>?> DoAsync(IAmazonDynamoDB client, string table) => Kind switch
    {
        StepKind.Put => (await client.PutItemAsync(new PutItemRequest
        {
            TableName = table,
            Item = Item(),
            ConditionExpression = Condition,
            ExpressionAttributeValues = Values,
            ReturnValues = Returns,
            ReturnValuesOnConditionCheckFailure = OnFailure,
        })).Attributes,
        StepKind.Update => (await client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = table,
            Key = KeyOnly,
            UpdateExpression = Update,
            ConditionExpression = Condition,
            ExpressionAttributeValues = Values,
            ReturnValues = Returns,
            ReturnValuesOnConditionCheckFailure = OnFailure,
        })).Attributes,
        _ => (await client.DeleteItemAsync(new DeleteItemRequest
        {
            TableName = table,
            Key = KeyOnly,
            ConditionExpression = Condition,
            ExpressionAttributeValues = Values,
            ReturnValues = Returns,
            ReturnValuesOnConditionCheckFailure = OnFailure,
        })).Attributes,
    };

    /// <summary>The same as a part of a transaction.</summary>
    public TransactWriteItem ToAction(string table) => Kind switch
    {
        StepKind.Put => new()
        {
            Put = new()
            {
                TableName = table,
                Item = Item(),
                ConditionExpression = Condition,
                ExpressionAttributeValues = Values,
                ReturnValuesOnConditionCheckFailure = OnFailure,
            },
        },
        StepKind.Update => new()
        {
            Update = new()
            {
                TableName = table,
                Key = KeyOnly,
                UpdateExpression = Update,
                ConditionExpression = Condition,
                ExpressionAttributeValues = Values,
                ReturnValuesOnConditionCheckFailure = OnFailure,
            },
        },
        _ => new()
        {
            Delete = new()
            {
                TableName = table,
                Key = KeyOnly,
                ConditionExpression = Condition,
                ExpressionAttributeValues = Values,
                ReturnValuesOnConditionCheckFailure = OnFailure,
            },
        },
    };

    public override string ToString()
    {
        var text = new StringBuilder($"{Kind} {Key}");
        if (Kind == StepKind.Put) text.Append($" {{{AttributeText.Show(Attributes)}}}");
        if (Kind == StepKind.Update) text.Append($" {Update}");
        if (Condition is not null) text.Append($" IF {Condition}");
        return text.Append($" -> {Returns}").ToString();
    }

    private Dictionary<string, AttributeValue> Item() => new(Attributes) { ["pk"] = new(Key) };

    [GeneratedRegex(":[a-z]+")]
    private static partial Regex Placeholder();
}
