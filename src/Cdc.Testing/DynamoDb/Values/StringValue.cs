using System.Text;

namespace Cdc.Testing.DynamoDb.Values;

/// <summary>A string, ordered by its UTF-8 bytes.</summary>
internal sealed class StringValue(string text) : ScalarValue
{
    public string Text { get; } = text;

    public override string Type => "S";

    public override int Size => Encoding.UTF8.GetByteCount(Text);

    public override byte[] HashBytes() => Encoding.UTF8.GetBytes(Text);

    public override int CompareTo(ScalarValue? other) => CompareUtf8(Text, ((StringValue)other!).Text);

    public override bool Equals(AttributeValue? other) => other is StringValue value && value.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Compares as the UTF-8 bytes would: UTF-16 differs only where a surrogate meets a character above U+D7FF.</summary>
    private static int CompareUtf8(string left, string right)
    {
        var same = left.AsSpan().CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length.CompareTo(right.Length);
        var (a, b) = (left[same], right[same]);
        var order = char.IsSurrogate(a).CompareTo(char.IsSurrogate(b));
        return order != 0 && a >= '\uD800' && b >= '\uD800' ? order : a.CompareTo(b);
    }
}
