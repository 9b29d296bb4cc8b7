using System.Net;
using System.Text;
using System.Xml;

namespace Cdc.Testing.Protocol;

/// <summary>The AWS query protocol: the only place where its forms are decoded and its XML encoded.</summary>
internal static class AwsQueryProtocol
{
    private static readonly XmlWriterSettings _settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        // Messages may hold characters that XML 1.0 does not know; SNS echoes none of them.
        CheckCharacters = false,
    };

    public static async ValueTask<WireResponse> InvokeAsync(
        IQueryService service, AwsCall call, QueryParameters input, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        try
        {
            using (var output = XmlWriter.Create(buffer, _settings))
            {
                output.WriteStartElement(call.Operation + "Response", service.XmlNamespace);
                output.WriteStartElement(call.Operation + "Result");
                await service.InvokeAsync(call, input, output, cancellationToken).ConfigureAwait(false);
                output.WriteEndElement();
                output.WriteStartElement("ResponseMetadata");
                output.WriteElementString("RequestId", call.RequestId);
                output.WriteEndElement();
                output.WriteEndElement();
            }

            return Respond(HttpStatusCode.OK, call, buffer);
        }
        catch (AwsServiceException error)
        {
            using var answer = new MemoryStream();
            using (var output = XmlWriter.Create(answer, _settings))
                WriteError(output, service, call, error);
            return Respond(error.Status, call, answer);
        }
    }

    private static void WriteError(XmlWriter output, IQueryService service, AwsCall call, AwsServiceException error)
    {
        output.WriteStartElement("ErrorResponse", service.XmlNamespace);
        output.WriteStartElement("Error");
        output.WriteElementString("Type", (int)error.Status >= 500 ? "Receiver" : "Sender");
        output.WriteElementString("Code", error.Code);
        output.WriteElementString("Message", error.Message);
        output.WriteEndElement();
        output.WriteElementString("RequestId", call.RequestId);
        output.WriteEndElement();
    }

    private static WireResponse Respond(HttpStatusCode status, AwsCall call, MemoryStream buffer) =>
        new(status, "text/xml", buffer.ToArray(), [new("x-amzn-RequestId", call.RequestId)]);
}
