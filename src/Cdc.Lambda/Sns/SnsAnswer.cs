using System.Xml.Linq;
using Amazon.Runtime;

namespace Cdc.Lambda.Sns;

/// <summary>What SNS answered, as XML without namespaces to mind.</summary>
internal sealed class SnsAnswer : AmazonWebServiceResponse
{
    public XElement Root { get; init; } = new("NoAnswer");

    /// <summary>The text of the first element of a name, or null where there is none.</summary>
    public static string? Find(XElement element, string name) =>
        element.Descendants().FirstOrDefault(candidate => candidate.Name.LocalName == name)?.Value;

    /// <summary>The text of an element that the answer cannot be without.</summary>
    public static string ReadValue(SnsAnswer answer, string name) =>
        Find(answer.Root, name) ?? throw new AmazonClientException($"SNS answered {answer.Root.Name.LocalName} without {name}.");

    /// <summary>The entries of a PublishBatch that failed: they come with HTTP status 200.</summary>
    public static IReadOnlyList<SnsFailure> ReadFailures(SnsAnswer answer)
    {
        var failed = answer.Root.Descendants().FirstOrDefault(element => element.Name.LocalName == "Failed");
        if (failed is null) return [];
        return [.. failed.Elements().Select(member => new SnsFailure(
            Find(member, "Id") ?? throw new AmazonClientException("SNS answered a failed entry without its Id."),
            Find(member, "Code") ?? "Unknown",
            Find(member, "Message"),
            Find(member, "SenderFault") == "true"))];
    }
}
