using System.Xml.Linq;
using Amazon.Runtime;

namespace Cdc.SnsCalls;

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

    /// <summary>The members of a list in the answer.</summary>
    public static IEnumerable<XElement> ReadMembers(SnsAnswer answer, string list) =>
        answer.Root.Descendants().Where(element => element.Name.LocalName == list).Elements();
}
