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
        StepKind.Put => (await client.PutItemAsync(On(table, new PutItemRequest { Item = Item(), ReturnValues = Returns }))).Attributes,
        StepKind.Update => (await client.UpdateItemAsync(
            On(table, new UpdateItemRequest { Key = KeyOnly, UpdateExpression = Update, ReturnValues = Returns }))).Attributes,
        _ => (await client.DeleteItemAsync(On(table, new DeleteItemRequest { Key = KeyOnly, ReturnValues = Returns }))).Attributes,
    };

    /// <summary>The same as a part of a transaction.</summary>
    public TransactWriteItem ToAction(string table) => Kind switch
    {
        StepKind.Put => new() { Put = On(table, new Put { Item = Item() }) },
        StepKind.Update => new() { Update = On(table, new Update { Key = KeyOnly, UpdateExpression = Update }) },
        _ => new() { Delete = On(table, new Delete { Key = KeyOnly }) },
    };

    public override string ToString()
    {
        var text = new StringBuilder($"{Kind} {Key}");
        if (Kind == StepKind.Put) text.Append($" {{{AttributeText.Show(Attributes)}}}");
        if (Kind == StepKind.Update) text.Append($" {Update}");
        if (Condition is not null) text.Append($" IF {Condition}");
        return text.Append($" -> {Returns}").ToString();
    }

    /// <summary>Sets what the SDK's six types of writes have in common, but do not share.</summary>
    private TWrite On<TWrite>(string table, TWrite write)
        where TWrite : class
    {
        dynamic common = write;
        common.TableName = table;
        common.ConditionExpression = Condition;
        common.ExpressionAttributeValues = Values;
        common.ReturnValuesOnConditionCheckFailure = OnFailure;
        return write;
    }

    private Dictionary<string, AttributeValue> Item() => new(Attributes) { ["pk"] = new(Key) };

    [GeneratedRegex(":[a-z]+")]
    private static partial Regex Placeholder();
}
