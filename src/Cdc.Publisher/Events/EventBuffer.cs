using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Events;

/// <summary>An event's bytes, read from a stream into pooled memory.</summary>
internal sealed class EventBuffer : IDisposable
{
    private byte[] _bytes = PooledArray<byte>.Rent(64 * 1024);
    private int _length;

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    public static async Task<EventBuffer> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new EventBuffer();
        try
        {
            while (true)
            {
                if (buffer._length == buffer._bytes.Length) buffer.Grow();
                var read = await stream.ReadAsync(buffer._bytes.AsMemory(buffer._length), cancellationToken).ConfigureAwait(false);
                if (read == 0) return buffer;
                buffer._length += read;
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        PooledArray<byte>.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void Grow()
    {
        var larger = PooledArray<byte>.Rent(checked(_bytes.Length * 2));
        _bytes.CopyTo(larger, 0);
        PooledArray<byte>.Return(_bytes);
        _bytes = larger;
    }
}
