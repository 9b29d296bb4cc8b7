using Cdc.Testing.DynamoDb.Keys;

namespace Cdc.Testing.DynamoDb.Streams;

/// <summary>What identifies a stream and never changes.</summary>
internal sealed record StreamDefinition(string TableArn, string TableName, string Label, string ViewType, KeySchema Key, DateTimeOffset CreatedAt)
{
    public string Arn => $"{TableArn}/stream/{Label}";
}
