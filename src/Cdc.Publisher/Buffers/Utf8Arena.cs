using System.Buffers.Text;
using System.Text;

namespace Cdc.Publisher.Buffers;

/// <summary>Text of one invocation, one piece behind the other in one pooled array that grows.</summary>
/// <remarks>Not safe for several threads. What is read from it holds until the next piece is written.</remarks>
internal sealed class Utf8Arena : IDisposable
{
    private byte[] _bytes = PooledArray<byte>.Rent(16 * 1024);

    /// <summary>Where the next piece begins.</summary>
    public int Position { get; private set; }

    public ReadOnlySpan<byte> this[TextRange slice] => _bytes.AsSpan(slice.Start, slice.Length);

    /// <summary>What has been written since a position.</summary>
    public TextRange Since(int start) => new(start, Position - start);

    public string Text(TextRange slice) => Encoding.UTF8.GetString(this[slice]);

    public ReadOnlyMemory<byte> Memory(TextRange slice) => _bytes.AsMemory(slice.Start, slice.Length);

    public TextRange Append(scoped ReadOnlySpan<byte> utf8)
    {
        var start = Position;
        utf8.CopyTo(GetSpan(utf8.Length));
        Position += utf8.Length;
        return new TextRange(start, utf8.Length);
    }

    public void Append(byte value)
    {
        GetSpan(1)[0] = value;
        Position++;
    }

    public TextRange Append(string text)
    {
        var start = Position;
        Position += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return Since(start);
    }

    public void Append(int number)
    {
        Utf8Formatter.TryFormat(number, GetSpan(11), out var written);
        Position += written;
    }

    /// <summary>Appends a copy of a piece that is in here already.</summary>
    public void Append(TextRange slice)
    {
        var span = GetSpan(slice.Length);
        this[slice].CopyTo(span);
        Position += slice.Length;
    }

    /// <summary>Takes back what was written from a position on.</summary>
    public void Truncate(int position) => Position = position;

    public void Advance(int count) => Position += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _bytes.AsSpan(Position);
    }

    public void Dispose()
    {
        PooledArray<byte>.Return(_bytes);
        _bytes = [];
        Position = 0;
    }

    private void EnsureRoom(int size)
    {
        if (_bytes.Length - Position >= Math.Max(1, size)) return;
        var larger = PooledArray<byte>.Rent(checked(Math.Max(_bytes.Length * 2, Position + size)));
        _bytes.AsSpan(0, Position).CopyTo(larger);
        PooledArray<byte>.Return(_bytes);
        _bytes = larger;
    }
}
