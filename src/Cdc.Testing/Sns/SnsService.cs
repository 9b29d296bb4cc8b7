using System.Xml;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>SNS's operations on <see cref="SnsState"/>.</summary>
internal sealed class SnsService(SnsState state) : IQueryService
{
    public string Version => "2010-03-31";

    public string XmlNamespace => "http://sns.amazonaws.com/doc/2010-03-31/";

    public ValueTask InvokeAsync(AwsCall call, QueryParameters input, XmlWriter output, CancellationToken cancellationToken)
    {
        _ = state;
        throw AwsCall.Unsupported("SNS", call.Operation, "InvalidAction");
    }
}
