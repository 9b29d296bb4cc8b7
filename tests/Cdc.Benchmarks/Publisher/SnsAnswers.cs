using System.Text;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Writes SNS's answers to Publish and PublishBatch.</summary>
internal static class SnsAnswers
{
    private const string Namespace = "http://sns.amazonaws.com/doc/2010-03-31/";
    private const string Metadata = "<ResponseMetadata><RequestId>d74b8436-ae13-5ab4-a9ff-ce54dfea72a0</RequestId></ResponseMetadata>";
    private const string MessageId = "<MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId>";

    private static readonly byte[] _published = Encoding.UTF8.GetBytes(
        $"""<PublishResponse xmlns="{Namespace}"><PublishResult>{MessageId}</PublishResult>{Metadata}</PublishResponse>""");

    /// <param name="request">The form.</param>
    /// <returns>The answer that says that SNS accepted everything.</returns>
    public static byte[] To(ReadOnlySpan<byte> request)
    {
        if (request.IndexOf("Action=PublishBatch"u8) < 0) return _published;
        var answer = new StringBuilder(4096).Append("<PublishBatchResponse xmlns=\"").Append(Namespace).Append("\"><PublishBatchResult><Failed/><Successful>");
        foreach (var range in request.Split((byte)'&'))
        {
            var field = request[range];
            var end = field.IndexOf(".Id="u8);
            if (end < 0 || !field.StartsWith("PublishBatchRequestEntries.member."u8)) continue;
            answer.Append("<member><Id>").Append(Encoding.UTF8.GetString(field[(end + 4)..])).Append("</Id>").Append(MessageId).Append("</member>");
        }

        return Encoding.UTF8.GetBytes(answer.Append("</Successful></PublishBatchResult>").Append(Metadata).Append("</PublishBatchResponse>").ToString());
    }
}
