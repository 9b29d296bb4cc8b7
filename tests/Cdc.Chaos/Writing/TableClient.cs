using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Cdc.Chaos.Writing;

/// <summary>
/// Repeats a write until DynamoDB says that it is done. If an answer was lost, it does not matter whether the call did anything, as the repeated write is the same.
/// </summary>
internal sealed class TableClient(IAmazonDynamoDB dynamoDb, string table)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    public Task WriteAsync(ItemWrite write, bool updates, CancellationToken cancellationToken) => UntilDoneAsync(
        () => write switch
        {
            { Removes: true } => dynamoDb.DeleteItemAsync(write.ToDelete(), cancellationToken),
            _ when updates => dynamoDb.UpdateItemAsync(write.ToUpdate(), cancellationToken),
            _ => dynamoDb.PutItemAsync(write.ToPut(), cancellationToken),
        },
        cancellationToken);

    public async Task WriteBatchAsync(IEnumerable<ItemWrite> writes, CancellationToken cancellationToken)
    {
        var left = writes.Select(write => write.ToWriteRequest()).ToList();
        while (left.Count > 0)
        {
            await UntilDoneAsync(
                async () =>
                {
                    var answer = await dynamoDb.BatchWriteItemAsync(new BatchWriteItemRequest(new Dictionary<string, List<WriteRequest>> { [table] = left }), cancellationToken);
                    left = answer.UnprocessedItems?.GetValueOrDefault(table) ?? [];
                },
                cancellationToken);
        }
    }

    public Task WriteTransactionAsync(IEnumerable<ItemWrite> writes, CancellationToken cancellationToken)
    {
        var request = new TransactWriteItemsRequest
        {
            TransactItems = [.. writes.Select(write => write.ToTransactWriteItem())],
            ClientRequestToken = Guid.NewGuid().ToString(),
        };
        return UntilDoneAsync(() => dynamoDb.TransactWriteItemsAsync(request, cancellationToken), cancellationToken);
    }

    private static async Task UntilDoneAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception error) when (Passes(error) && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(_pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static bool Passes(Exception error) => error is IOException or ProvisionedThroughputExceededException
        || error is AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError };
}
