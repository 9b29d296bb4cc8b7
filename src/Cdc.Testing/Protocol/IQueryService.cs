using System.Xml;

namespace Cdc.Testing.Protocol;

/// <summary>A service that speaks the AWS query protocol: a form in, XML out.</summary>
internal interface IQueryService
{
    /// <summary>The API version of the form's <c>Version</c> field, for example <c>2010-03-31</c>.</summary>
    string Version { get; }

    /// <summary>The namespace of the answer's root element.</summary>
    string XmlNamespace { get; }

    /// <summary>
    /// Carries out one operation. <paramref name="output"/> is inside <c>&lt;{Action}Result&gt;</c>: write its children only.
    /// Nothing written is sent when the call throws.
    /// </summary>
    /// <exception cref="AwsServiceException">The answer is an error.</exception>
    ValueTask InvokeAsync(AwsCall call, QueryParameters input, XmlWriter output, CancellationToken cancellationToken);
}
