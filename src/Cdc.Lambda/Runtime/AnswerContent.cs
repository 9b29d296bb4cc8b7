using System.Net;
using System.Net.Http.Headers;

namespace Cdc.Lambda.Runtime;

/// <summary>Sends a handler's answer as it is read: with its length where it is known, else in chunks.</summary>
internal sealed class AnswerContent : HttpContent
{
    private readonly Stream _answer;
    private readonly byte[] _buffer = new byte[16 * 1024];

    public AnswerContent(Stream answer)
    {
        _answer = answer;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Gets what the answer's stream threw: the handler's failure, not the network's.</summary>
    public Exception? Failure { get; private set; }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        int count;
        while ((count = await ReadAsync().ConfigureAwait(false)) > 0) await stream.WriteAsync(_buffer.AsMemory(0, count)).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _answer.CanSeek ? _answer.Length - _answer.Position : 0;
        return _answer.CanSeek;
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
