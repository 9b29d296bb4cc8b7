using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;

namespace Cdc.Lambda.Runtime;

/// <summary>Sends a handler's answer as it is read: with its length where it is known, else in chunks.</summary>
internal sealed class AnswerContent : HttpContent
{
    private readonly Stream _answer;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long? _length;

    public AnswerContent(Stream answer)
    {
        _answer = answer;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Gets what the answer's stream threw, or that it does not keep to its length: the handler's failure, not the network's.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        long sent = 0;
        int count;
        while ((count = await ReadAsync().ConfigureAwait(false)) > 0)
        {
            sent += count;
            if (sent > _length) throw WrongLength($"more than the {_length}");
            await stream.WriteAsync(_buffer.AsMemory(0, count)).ConfigureAwait(false);
        }

        if (sent < _length) throw WrongLength($"{sent} of the {_length}");
    }

    [SuppressMessage("Design", "CA1031", Justification = "A stream that cannot say its length may be read all the same.")]
    protected override bool TryComputeLength(out long length)
    {
        try
        {
            _length = _answer.CanSeek ? Math.Max(0, _answer.Length - _answer.Position) : null;
        }
        catch (Exception)
        {
            _length = null;
        }

        length = _length ?? 0;
        return _length is not null;
    }

    private InvalidOperationException WrongLength(string gave)
    {
        var failure = new InvalidOperationException($"The answer's stream gave {gave} bytes that its length and position promise.");
        Failure = failure;
        return failure;
    }

    private async ValueTask<int> ReadAsync()
    {
        try
        {
            return await _answer.ReadAsync(_buffer).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Failure = error;
            throw;
        }
    }
}
