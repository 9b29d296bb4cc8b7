using System.Net.Sockets;
using Cdc.Testing.Faults;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Hosting;

/// <summary>Answers an SDK client's HTTP requests in process, without a socket.</summary>
internal sealed class LocalAwsHttpHandler(AwsDispatcher dispatcher) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var target = Header("X-Amz-Target");
        var answer = await InvokeAsync(
            new WireRequest(
                request.Method.Method,
                request.RequestUri!.GetLeftPart(UriPartial.Authority),
                target,
                request.Content?.Headers.ContentType?.ToString(),
                body)
            { TraceHeader = Header("X-Amzn-Trace-Id") },
            cancellationToken).ConfigureAwait(false);

        var response = new HttpResponseMessage(answer.Status) { RequestMessage = request, Content = new ReadOnlyMemoryContent(answer.Body) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        foreach (var (name, value) in answer.Headers) response.Headers.TryAddWithoutValidation(name, value);
        return response;

        string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.First() : null;
    }

    /// <summary>A connection that a fault breaks looks as it does through a socket.</summary>
    private async ValueTask<WireResponse> InvokeAsync(WireRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await dispatcher.InvokeAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionResetException fault)
        {
            throw new HttpRequestException(fault.Message, new IOException(fault.Message, new SocketException((int)SocketError.ConnectionReset)));
        }
    }
}
