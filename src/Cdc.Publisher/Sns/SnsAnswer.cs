using System.Xml.Linq;
using Amazon.Runtime;

namespace Cdc.Publisher.Sns;

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

    /// <summary>The entries of a PublishBatch that failed: they come with HTTP status 200. Only what is named as successful went out.</summary>
    public static IReadOnlyList<SnsFailure> ReadFailures(SnsAnswer answer, IEnumerable<string> entryIds)
    {
        var failures = Members(answer, "Failed").Select(member => new SnsFailure(
            Find(member, "Id") ?? "", Find(member, "Code") ?? "Unknown", Find(member, "Message"), Find(member, "SenderFault") == "true")).ToList();
        var answered = Members(answer, "Successful").Select(member => Find(member, "Id"))
            .Concat(failures.Select(failure => failure.Id)).ToHashSet(StringComparer.Ordinal);
        failures.AddRange(entryIds.Where(id => !answered.Contains(id)).Select(id => new SnsFailure(
            id, "NotAnswered", "The answer does not say what became of the entry.", senderFault: false)));
        return failures;
    }

    private static IEnumerable<XElement> Members(SnsAnswer answer, string list) =>
        answer.Root.Descendants().Where(element => element.Name.LocalName == list).Elements();
}
