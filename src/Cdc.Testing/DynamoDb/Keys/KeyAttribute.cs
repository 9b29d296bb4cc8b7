namespace Cdc.Testing.DynamoDb.Keys;

/// <summary>One attribute of a key: its name, and its type <c>S</c>, <c>N</c> or <c>B</c>.</summary>
internal sealed record KeyAttribute(string Name, string Type);
