namespace Cdc.Testing.DynamoDb.Values;

/// <summary>One DynamoDB value. Values never change, so items, images and answers share them freely.</summary>
internal abstract class AttributeValue : IEquatable<AttributeValue>
{
    /// <summary>How deep lists and maps may lie in an item, which is itself the first of 32 levels.</summary>
    public const int MaxDepth = 31;

    /// <summary>How many lists and maps lie within each other, this one included.</summary>
    public virtual int Depth => 0;

    /// <summary>The type's descriptor on the wire, for example <c>S</c>.</summary>
    public abstract string Type { get; }

    /// <summary>What the value counts towards the item's 400 KB, in bytes.</summary>
    public abstract int Size { get; }

    /// <summary>How AWS's error messages name the type, for example <c>STRING</c>.</summary>
    public string LongType => Type switch
    {
        "S" => "STRING",
        "N" => "NUMBER",
        "B" => "BINARY",
        "BOOL" => "BOOLEAN",
        "NULL" => "NULL",
        "SS" => "STRING_SET",
        "NS" => "NUMBER_SET",
        "BS" => "BINARY_SET",
        "L" => "LIST",
        _ => "MAP",
    };

    public abstract bool Equals(AttributeValue? other);

    public sealed override bool Equals(object? obj) => obj is AttributeValue other && Equals(other);

    public abstract override int GetHashCode();
}
