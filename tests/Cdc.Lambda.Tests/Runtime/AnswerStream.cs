namespace Cdc.Lambda.Tests.Runtime;

/// <summary>An answer whose length nobody knows, and that may fail when all is read.</summary>
internal sealed class AnswerStream(byte[] content, Exception? failure = null) : MemoryStream(content)
{
    /// <summary>Called each time that something is read of it.</summary>
    public Action OnRead { get; init; } = () => { };

    public bool Disposed { get; private set; }

    public override bool CanSeek => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnRead();
        var count = await base.ReadAsync(buffer, cancellationToken);
        return count == 0 && failure is not null ? throw failure : count;
    }

    protected override void Dispose(bool disposing)
    {
        Disposed = true;
        base.Dispose(disposing);
    }
}
