using System.Globalization;
using System.Text;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>Where a reader stands in a shard: behind a sequence number. Clients carry it as opaque text.</summary>
internal sealed record ShardIterator(string StreamArn, string ShardId, UInt128 After, DateTimeOffset CreatedAt)
{
    public static ShardIterator Parse(string text)
    {
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('|') is [var arn, var shard, var after, var created]
            && UInt128.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return new ShardIterator(arn, shard, number, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        }

        throw AwsServiceException.Validation("Invalid ShardIterator");
    }

    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{StreamArn}|{ShardId}|{After}|{CreatedAt.ToUnixTimeMilliseconds()}")));
}
