using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Cdc.Consumer.Marks;

/// <summary>The table that marks are kept in.</summary>
internal sealed class MarkTable(IAmazonDynamoDB dynamoDb, string name, TimeProvider time)
{
    public const string Id = "id";
    public const string Handled = "handled";
    public const string ExpiresAt = "expiresAt";

    /// <summary>When it was moved, in milliseconds since 1970; marks of 0.1 have none.</summary>
    public const string MovedAt = "movedAt";

    /// <summary>How long to wait before asking again whether the new table can be used.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How often to ask.</summary>
    public const int MaxQuestions = 120;

    public static AttributeDefinition IdAttribute { get; } = new(Id, ScalarAttributeType.S);

    /// <summary>Makes the table where there is none. Several may do so at once; what another has begun is waited for.</summary>
    public async Task CreateIfMissingAsync()
    {
        if (await StatusAsync().ConfigureAwait(false) is null) await CreateAsync().ConfigureAwait(false);
        for (var questions = 0; !await IsUsableAsync().ConfigureAwait(false); questions++)
        {
            if (questions == MaxQuestions) throw new TimeoutException($"Table {name} cannot be used {MaxQuestions * Pause} after it was made.");
            await Task.Delay(Pause, time).ConfigureAwait(false);
        }

        await EnableTimeToLiveAsync().ConfigureAwait(false);
    }

    // One whose settings are being changed, which may take hours, can be read and written all the while.
    private async Task<bool> IsUsableAsync() =>
        await StatusAsync().ConfigureAwait(false) is { } status && (status == TableStatus.ACTIVE || status == TableStatus.UPDATING);

    private async Task<TableStatus?> StatusAsync()
    {
        try
        {
            return (await dynamoDb.DescribeTableAsync(name).ConfigureAwait(false)).Table.TableStatus;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private async Task CreateAsync()
    {
        try
        {
            await dynamoDb.CreateTableAsync(new CreateTableRequest
            {
                TableName = name,
                KeySchema = [new(Id, KeyType.HASH)],
                AttributeDefinitions = [IdAttribute],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            }).ConfigureAwait(false);
        }
        catch (ResourceInUseException)
        {
            // Another process was faster.
        }
    }

    private async Task EnableTimeToLiveAsync()
    {
        if (await HasTimeToLiveAsync().ConfigureAwait(false)) return;
        try
        {
            await dynamoDb.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
            {
                TableName = name,
                TimeToLiveSpecification = new() { AttributeName = ExpiresAt, Enabled = true },
            }).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException error) when (error.ErrorCode is "ValidationException" or "ResourceInUseException")
        {
            // Another process was faster, unless it was something else.
            if (!await HasTimeToLiveAsync().ConfigureAwait(false)) throw;
        }
    }

    private async Task<bool> HasTimeToLiveAsync()
    {
        var response = await dynamoDb.DescribeTimeToLiveAsync(name).ConfigureAwait(false);
        return response.TimeToLiveDescription?.TimeToLiveStatus is { } status && (status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING);
    }
}
