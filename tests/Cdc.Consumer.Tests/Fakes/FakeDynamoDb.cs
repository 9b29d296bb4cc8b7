using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>A table with the string key <c>id</c> that says what it was asked and answers as it is told to.</summary>
internal sealed class FakeDynamoDb() : AmazonDynamoDBClient(
    new BasicAWSCredentials("fake", "fake"), new AmazonDynamoDBConfig { ServiceURL = "http://dynamodb.invalid", AuthenticationRegion = "us-east-1" })
{
    public Signal Changed { get; } = new();

    /// <summary>The keys of each call, in order.</summary>
    public ConcurrentQueue<string[]> Calls { get; } = new();

    public ConcurrentQueue<bool?> Consistent { get; } = new();

    public int Describes { get; private set; }

    /// <summary>Called with the keys and the number of the call, from 1; gives the keys that it leaves unread.</summary>
    public Func<string[], int, Task<string[]>> OnCall { get; set; } = (_, _) => Task.FromResult<string[]>([]);

    public Action OnDescribe { get; set; } = () => { };

    /// <summary>Which items there are.</summary>
    public Func<string, bool> Exists { get; set; } = _ => true;

    public static Dictionary<string, AttributeValue> Key(string id) => new() { ["id"] = new(id) };

    public override async Task<BatchGetItemResponse> BatchGetItemAsync(BatchGetItemRequest request, CancellationToken cancellationToken = default)
    {
        var (table, keys) = request.RequestItems.Should().ContainSingle().Subject;
        var ids = keys.Keys.Select(key => key["id"].S).ToArray();
        int call;
        lock (Calls)
        {
            Calls.Enqueue(ids);
            call = Calls.Count;
        }

        Consistent.Enqueue(keys.ConsistentRead);
        Changed.Raise();
        var unread = await OnCall(ids, call);

        // What is empty is null, as the SDK has it; and the order is another than that of the keys.
        var found = ids.Except(unread).Where(Exists).Reverse().Select(id => new Dictionary<string, AttributeValue> { ["id"] = new(id), ["call"] = new($"{call}") }).ToList();
        return new BatchGetItemResponse
        {
            Responses = found.Count == 0 ? null : new() { [table] = found },
            UnprocessedKeys = unread.Length == 0 ? null : new() { [table] = new KeysAndAttributes { Keys = [.. unread.Select(Key)] } },
        };
    }

    public override Task<DescribeTableResponse> DescribeTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        Describes++;
        OnDescribe();
        return Task.FromResult(new DescribeTableResponse
        {
            Table = new() { KeySchema = [new("id", KeyType.HASH)], AttributeDefinitions = [new("other", ScalarAttributeType.N), new("id", ScalarAttributeType.S)] },
        });
    }
}
