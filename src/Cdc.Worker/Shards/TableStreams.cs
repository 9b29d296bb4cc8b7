using Amazon.Runtime;

namespace Cdc.Worker.Shards;

/// <summary>Lists the streams of a table, those included that were switched off and can still be read.</summary>
internal sealed class TableStreams(DynamoDbStreamsClient client, string tableName)
{
    /// <returns>The oldest stream first: labels are times that sort as text.</returns>
    public async Task<IReadOnlyList<StreamListing>> ListAsync(CancellationToken cancellationToken)
    {
        var listings = new List<StreamListing>();
        string? last = null;
        do
        {
            var page = await client.ListStreamsAsync(tableName, exclusiveStartStreamArn: last, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var arn in page.StreamArns)
            {
                if (await DescribeAsync(arn, cancellationToken).ConfigureAwait(false) is { } listing) listings.Add(listing);
            }

            last = page.LastEvaluatedStreamArn;
        }
        while (last is not null);

        return [.. listings.OrderBy(listing => LabelOf(listing.Arn), StringComparer.Ordinal)];
    }

    /// <returns>Null where the stream was forgotten meanwhile.</returns>
    public async Task<StreamListing?> DescribeAsync(string arn, CancellationToken cancellationToken)
    {
        try
        {
            var shards = new List<DynamoDbStreamShard>();
            DynamoDbStreamDescription page;
            string? last = null;
            do
            {
                page = await client.DescribeStreamAsync(arn, exclusiveStartShardId: last, cancellationToken: cancellationToken).ConfigureAwait(false);
                shards.AddRange(page.Shards);
                last = page.LastEvaluatedShardId;
            }
            while (last is not null);

            // A shard that is closed while the pages are read may be on two of them.
            return new StreamListing(arn, page.StreamStatus, [.. shards.DistinctBy(shard => shard.ShardId)]);
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "ResourceNotFoundException")
        {
            return null;
        }
    }

    public static string LabelOf(string streamArn) => streamArn[(streamArn.LastIndexOf("/stream/", StringComparison.Ordinal) + 1)..];

    /// <summary>The part of a stream's ARN that names its table.</summary>
    public static string TableArnOf(string streamArn) =>
        streamArn.IndexOf("/stream/", StringComparison.Ordinal) is > 0 and var end ? streamArn[..end] : streamArn;
}
