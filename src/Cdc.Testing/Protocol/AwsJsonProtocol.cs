using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Text.Json;

namespace Cdc.Testing.Protocol;

/// <summary>AWS JSON 1.0: the only place where its requests are decoded and its answers and errors encoded.</summary>
internal static class AwsJsonProtocol
{
    private const string ContentType = "application/x-amz-json-1.0";

    /// <summary>DynamoDB's documents nest 32 levels deep, and each takes two of JSON's.</summary>
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 128 };

    public static async ValueTask<WireResponse> InvokeAsync(
        IJsonService service, AwsCall call, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        if (body.Length > service.MaxRequestBytes) return Respond(HttpStatusCode.RequestEntityTooLarge, service, call, buffer, queryError: null);
        try
        {
            using var input = Parse(body);
            using (var output = new Utf8JsonWriter(buffer))
            {
                output.WriteStartObject();
                await service.InvokeAsync(call, input.RootElement, output, cancellationToken).ConfigureAwait(false);
                output.WriteEndObject();
            }

            return Respond(HttpStatusCode.OK, service, call, buffer, queryError: null);
        }
        catch (AwsServiceException error)
        {
            buffer.Clear();
            using (var output = new Utf8JsonWriter(buffer))
                WriteError(output, service, error);
            var fault = (int)error.Status >= 500 ? "Receiver" : "Sender";
            return Respond(error.Status, service, call, buffer, error.QueryCode is { } code ? $"{code};{fault}" : null);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body, _reading);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Answered below, as AWS answers a body that it cannot read.
        }

        throw new AwsServiceException("SerializationException", "The request body is not a JSON object.");
    }

    private static void WriteError(Utf8JsonWriter output, IJsonService service, AwsServiceException error)
    {
        output.WriteStartObject();
        output.WriteString("__type", $"{service.ErrorNamespace}#{error.Code}");
        output.WriteString("message", error.Message);
        error.WriteMembers?.Invoke(output);
        output.WriteEndObject();
    }

    private static WireResponse Respond(
        HttpStatusCode status, IJsonService service, AwsCall call, ArrayBufferWriter<byte> buffer, string? queryError)
    {
        List<KeyValuePair<string, string>> headers = [new("x-amzn-RequestId", call.RequestId)];
        // SQS sends no checksum. Its clients would compare one with the part of the body that they have read, which may be nothing.
        if (service.TargetPrefix.StartsWith("DynamoDB", StringComparison.Ordinal))
            headers.Add(new("x-amz-crc32", Crc32.HashToUInt32(buffer.WrittenSpan).ToString(CultureInfo.InvariantCulture)));
        if (queryError is not null) headers.Add(new("x-amzn-query-error", queryError));
        return new(status, ContentType, buffer.WrittenMemory, headers);
    }
}
