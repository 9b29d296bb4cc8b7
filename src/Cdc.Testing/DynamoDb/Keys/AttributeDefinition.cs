namespace Cdc.Testing.DynamoDb.Keys;

/// <summary>An attribute as a table defines it: its name, and its type <c>S</c>, <c>N</c> or <c>B</c>.</summary>
internal sealed record AttributeDefinition(string Name, string Type);
