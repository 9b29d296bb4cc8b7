using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Retries;

namespace Cdc.Consumer.Loading;

/// <summary>Reads items of one table: those that are asked for at about the same time, by one BatchGetItem.</summary>
/// <remarks>
/// A call takes what came within <see cref="Linger"/>, or while all the calls that may be under way were. Who asks for an item after its call has
/// begun gets it from a later one: a read never answers with a state from before it was asked for.
/// </remarks>
/// <param name="dynamoDb">The client.</param>
/// <param name="tableName">The table.</param>
/// <param name="key">Its key.</param>
/// <param name="consistent">Whether reads are strongly consistent.</param>
/// <param name="maxCalls">How many calls may be under way at once.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchReader(IAmazonDynamoDB dynamoDb, string tableName, TableKey key, bool consistent, int maxCalls, TimeProvider time)
{
    /// <summary>https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html.</summary>
    public const int MaxKeys = 100;

    /// <summary>How many calls in a row may leave all their keys unread before they are given up.</summary>
    public const int MaxTries = 8;

    /// <summary>How long a read waits for others.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(2);

    /// <summary>How long to wait before keys that were left unread are asked for again: the first time, and at most.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PendingRead> _waiting = [];
    private readonly Queue<PendingRead> _order = new();
    private int _calls;
    private bool _lingers;

    /// <summary>Reads an item.</summary>
    /// <returns>Its attributes, which others may be reading too; null where there is none.</returns>
    public Task<Dictionary<string, AttributeValue>?> ReadAsync(Dictionary<string, AttributeValue> itemKey, CancellationToken cancellationToken)
    {
        var id = key.IdOf(itemKey);
        PendingRead? read;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out read))
            {
                read = new PendingRead(id, itemKey);
                _waiting.Add(id, read);
                _order.Enqueue(read);
                if (_order.Count >= MaxKeys) Send();
                else if (!_lingers) _ = LingerAsync();
            }
        }

        return read.Item.WaitAsync(cancellationToken);
    }

    // Begun in the gate.
    private async Task LingerAsync()
    {
        _lingers = true;
        await Task.Delay(Linger, time).ConfigureAwait(false);
        lock (_gate)
        {
            _lingers = false;
            Send();
        }
    }

    // In the gate.
    private void Send()
    {
        while (_calls < maxCalls && _order.Count > 0)
        {
            var batch = new Dictionary<string, PendingRead>();
            while (batch.Count < MaxKeys && _order.TryDequeue(out var read))
            {
                _waiting.Remove(read.Id);
                batch.Add(read.Id, read);
            }

            _calls++;
            _ = Task.Run(() => RunAsync(batch));
        }
    }

    private async Task RunAsync(Dictionary<string, PendingRead> batch)
    {
        await TryReadAsync(batch).ConfigureAwait(false);
        lock (_gate)
        {
            _calls--;
            Send();
        }
    }

    private async Task TryReadAsync(Dictionary<string, PendingRead> batch)
    {
        try
        {
            await ReadAllAsync(batch).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException error) when (error.ErrorCode == "ValidationException" && batch.Count > 1)
        {
            // For one key that DynamoDB does not take it reads none of them: that one is to fail alone.
            foreach (var read in batch.Values) await TryReadAsync(new() { [read.Id] = read }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Everybody who waits for one of these items gets the exception.
        catch (Exception error)
#pragma warning restore CA1031
        {
            foreach (var read in batch.Values) read.Failed(error);
        }
    }

    private async Task ReadAllAsync(Dictionary<string, PendingRead> left)
    {
        for (var tries = 1; ; tries++)
        {
            var before = left.Count;
            await ReadOnceAsync(left).ConfigureAwait(false);
            if (left.Count == 0) return;

            // An answer is cut at 16 MB too: as long as there is progress, it is no failure.
            if (left.Count < before) tries = 0;
            if (tries == MaxTries)
                throw new ProvisionedThroughputExceededException($"Table {tableName} left {left.Count} keys unread in {MaxTries} calls in a row: its capacity is used up.");
#pragma warning disable CA5394 // Jitter is no secret.
            await Task.Delay(Backoff.After(Math.Max(tries, 1), ShortestPause, LongestPause, Random.Shared.NextDouble()), time).ConfigureAwait(false);
#pragma warning restore CA5394
        }
    }

    /// <summary>Makes one call, and takes those out of <paramref name="left"/> that it answered.</summary>
    private async Task ReadOnceAsync(Dictionary<string, PendingRead> left)
    {
        var request = new BatchGetItemRequest
        {
            RequestItems = new() { [tableName] = new KeysAndAttributes { Keys = [.. left.Values.Select(read => read.Key)], ConsistentRead = consistent } },
        };
        var response = await dynamoDb.BatchGetItemAsync(request).ConfigureAwait(false);
        foreach (var item in response.Responses?.Values.SelectMany(items => items) ?? [])
        {
            if (left.Remove(key.IdOf(item), out var read)) read.Found(item);
        }

        var unread = (response.UnprocessedKeys?.Values ?? Enumerable.Empty<KeysAndAttributes>()).SelectMany(keys => keys.Keys).Select(key.IdOf).ToHashSet();
        foreach (var id in left.Keys.Where(id => !unread.Contains(id)).ToList())
        {
            left.Remove(id, out var gone);
            gone!.Found(null);
        }
    }
}
