namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>One step of a path: a member's name, or where there is none, a list's index.</summary>
internal readonly record struct PathElement(string? Name, int Index = 0)
{
    public override string ToString() => Name ?? $"[{Index}]";
}
