using Cdc.Publisher;
using Cdc.Publisher.Sns;

namespace Cdc.Benchmarks.Chain;

/// <summary>Hands ready bodies on to a client, and bills them.</summary>
internal sealed class BilledSns(SnsClient client, Bill bill) : ISnsPublisher, IBodySender
{
    public Task<IReadOnlyList<SnsFailure>> PublishBodyAsync(string topicArn, PublishBody body, CancellationToken cancellationToken)
    {
        bill.Published(BytesOf(body.Form.Span));
        return ((IBodySender)client).PublishBodyAsync(topicArn, body, cancellationToken);
    }

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken) =>
        throw new NotSupportedException("What is measured goes the way of SnsClient, which takes bodies.");

    /// <summary>The bytes of the messages and their attributes, as they are without the form's encoding.</summary>
    private static long BytesOf(ReadOnlySpan<byte> form)
    {
        var bytes = 0L;
        foreach (var range in form.Split((byte)'&'))
        {
            var field = form[range];
            var equals = field.IndexOf((byte)'=');
            var name = field[..equals];
            if (!name.EndsWith(".Message"u8) && name.IndexOf(".MessageAttributes."u8) < 0) continue;
            var value = field[(equals + 1)..];
            // Each byte that needs it is written as three.
            bytes += value.Length - (2 * value.Count((byte)'%'));
        }

        return bytes;
    }
}
