namespace Cdc.Publisher.Buffers;

/// <summary>A part of an <see cref="Utf8Arena"/>.</summary>
internal readonly record struct TextRange(int Start, int Length)
{
    public int End => Start + Length;
}
