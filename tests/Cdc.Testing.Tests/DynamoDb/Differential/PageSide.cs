using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Testing.Tests.DynamoDb.Differential;

/// <summary>One of the two whose pages are compared: a table with indexes and the same items on both.</summary>
public sealed class PageSide(AwsBackend backend) : DynamoDbTestBase(backend)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        KeySchemaElement[] byWho = [new("who", KeyType.HASH), new("num", KeyType.RANGE)];
        await Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = Orders,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("pk", "S"), new("sk", "S"), new("who", "S"), new("num", "N")],
            KeySchema = [new("pk", KeyType.HASH), new("sk", KeyType.RANGE)],
            LocalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "ByNumber",
                    KeySchema = [new("pk", KeyType.HASH), new("num", KeyType.RANGE)],
                    Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY },
                },
            ],
            GlobalSecondaryIndexes =
            [
                new() { IndexName = "ByWho", KeySchema = [.. byWho], Projection = new() { ProjectionType = ProjectionType.ALL } },
                new() { IndexName = "ByWhoKeys", KeySchema = [.. byWho], Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY } },
            ],
        });

        // No two numbers are equal: nobody says in which order an index has such items.
        string[] sorts = ["a", "aa", "ab", "b", "ba", "c", "d", "é", "🚀"];
        foreach (var (pk, number) in sorts.SelectMany((_, number) => new[] { ("p", number), ("q", number + sorts.Length) }))
        {
            Dictionary<string, AttributeValue> item = new() { ["pk"] = S(pk), ["sk"] = S(sorts[number % sorts.Length]), ["yes"] = new() { BOOL = number % 2 == 0 } };
            if (number % 3 != 0) item["num"] = N($"{((number * 7) % 20) - 5}");
            if (number % 4 != 0) item["who"] = S(number % 5 < 3 ? "p" : "q");
            if (number % 2 == 0) item["txt"] = S(number % 4 == 0 ? "a" : "abc");
            await Client.PutItemAsync(Orders, item);
        }
    }

    /// <summary>Reads all pages of a query and tells what each holds.</summary>
    internal async Task<List<string>> ReadAsync(PageQuery query)
    {
        List<string> log = [];
        var request = query.ToRequest(Orders);
        try
        {
            do
            {
                var page = await Client.QueryAsync(request);
                // A last page may be empty: whether there is one depends on how far ahead a service looks.
                if (page.ScannedCount > 0) log.Add($"{page.Count} of {page.ScannedCount} after {AttributeText.Show(request.ExclusiveStartKey)}");
                log.AddRange((page.Items ?? []).Select(AttributeText.Show));
                request.ExclusiveStartKey = page.LastEvaluatedKey;
            }
            while (request.ExclusiveStartKey is { Count: > 0 });
        }
        catch (AmazonDynamoDBException error)
        {
            log.Add(error.ErrorCode);
        }

        return log;
    }
}
