using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Keys;

namespace Cdc.Snapshot.Reading;

/// <summary>What a snapshot reads: a table, a partition of it, or a list of its keys.</summary>
internal sealed record SnapshotSource(CdcSnapshotOptions Options, IAmazonDynamoDB DynamoDb, ItemKeys Keys, string TableArn, string Text, long? EstimatedItems)
{
    public int Segments => Options.Partition is null && Options.KeysFile is null ? Options.Segments : 1;

    /// <summary>Looks at the table, and at what else is to be read.</summary>
    /// <exception cref="CdcSnapshotException">It cannot be read.</exception>
    public static async Task<SnapshotSource> OpenAsync(CdcSnapshotOptions options, IAmazonDynamoDB dynamoDb, PatientCalls retries, CancellationToken cancellationToken)
    {
        var table = (await retries.RunAsync(
            $"Looking for the table {options.TableName}", () => dynamoDb.DescribeTableAsync(options.TableName, cancellationToken), Advice, cancellationToken).ConfigureAwait(false)).Table;
        var keys = ItemKeys.Of(table);
        var text = options.KeysFile is { } file
            ? $"keys {await KeyFileReader.HashAsync(file, cancellationToken).ConfigureAwait(false)}"
            : options.Partition is { } partition ? $"partition {HashOf(partition, FilterOf(options))}"
            : options.FilterExpression is null ? "table" : $"table {HashOf(FilterOf(options))}";
        if (options.Partition is { } value) RequirePartition(keys.Attributes[0], value);
        return new(options, dynamoDb, keys, table.TableArn, text, options.Partition is null && options.KeysFile is null ? table.ItemCount : null);
    }

    public ISegmentReader Reader(int segment) => Options.KeysFile is { } file
        ? new KeyFileReader(file, Options.PageSize, Keys)
        : new TableReader(DynamoDb, Options, Keys, segment);

    /// <summary>What to do about a table that cannot be read.</summary>
    public static string Advice(Exception error) =>
        CallFault.IsMissing(error) ? "There is no such table in this account and Region: check TableName and the client's Region."
        : CallFault.IsDenied(error) ? "The credentials lack a permission: allow dynamodb:DescribeTable, and dynamodb:Scan or dynamodb:Query, on the table."
        : PatientCalls.Explanation(error);

    private static void RequirePartition(KeyAttribute attribute, string value)
    {
        try
        {
            ItemKeys.ValueOf(attribute.Type, value);
        }
        catch (FormatException error)
        {
            throw new CdcSnapshotException($"Partition is no value of {attribute.Name}, which is of type {attribute.Type}.", error);
        }
    }

    private static string FilterOf(CdcSnapshotOptions options)
    {
        if (options.FilterExpression is null) return "";
        var names = options.FilterNames.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}");
        var values = options.FilterValues.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={TextOf(one.Value)}");
        return string.Join('\n', [options.FilterExpression, .. names, .. values]);
    }

    private static string TextOf(AttributeValue value) => value switch
    {
        { S: { } text } => $"S{text}",
        { N: { } number } => $"N{number}",
        { B: { } bytes } => $"B{Convert.ToBase64String(bytes.ToArray())}",
        { BOOL: { } truth } => $"BOOL{truth}",
        { SS.Count: > 0 } => $"SS{string.Join(',', value.SS)}",
        { NS.Count: > 0 } => $"NS{string.Join(',', value.NS)}",
        { BS.Count: > 0 } => $"BS{string.Join(',', value.BS.Select(one => Convert.ToBase64String(one.ToArray())))}",
        { L.Count: > 0 } => $"L[{string.Join(',', value.L.Select(TextOf))}]",
        { M.Count: > 0 } => $"M[{string.Join(',', value.M.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={TextOf(one.Value)}"))}]",
        _ => "NULL",
    };

    private static string HashOf(params string[] texts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts))));
}
