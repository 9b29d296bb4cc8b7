using System.Net;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Runtime;

/// <summary>Is the client of Lambda's Runtime API.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"/></remarks>
internal sealed class RuntimeApi(Uri address, ILogger log) : IDisposable
{
    // The process is frozen between invocations: no time may run on a connection, nor on the wait for an invocation.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Waits for an invocation.</summary>
    public async Task<NextInvocation> NextAsync(CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "invocation/next"));
        var response = await SendAsync(request, stopping).ConfigureAwait(false);
        try
        {
            return response.StatusCode == HttpStatusCode.OK ? new NextInvocation(response) : throw Unexpected(request, response);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>Sends a handler's answer.</summary>
    /// <returns>What failed while the answer was read; null where it was sent, or Lambda would not have it.</returns>
    public async Task<Exception?> PostResponseAsync(NextInvocation next, Stream answer)
    {
        using var content = new AnswerContent(answer);
        try
        {
            await PostAsync(next, "response", content).ConfigureAwait(false);
            return null;
        }
        catch (Exception) when (content.Failure is not null)
        {
            return content.Failure;
        }
    }

    public async Task PostErrorAsync(NextInvocation next, Exception error)
    {
        using var content = FunctionError.Content(error);
        await PostAsync(next, "error", content, error).ConfigureAwait(false);
    }

    /// <summary>Tells that the function could not start. Whatever Lambda answers, the process ends.</summary>
    public async Task PostInitErrorAsync(Exception error)
    {
        using var content = FunctionError.Content(error);
        using var request = Post("init/error", content, error);
        using var response = await SendAsync(request, CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(NextInvocation next, string what, HttpContent content, Exception? error = null)
    {
        var requestId = next.Invocation.RequestId;
        using var request = Post($"invocation/{requestId}/{what}", content, error);
        if (next.InvocationId is { } invocationId) request.Headers.TryAddWithoutValidation(NextInvocation.InvocationIdHeader, invocationId);
        using var response = await SendAsync(request, CancellationToken.None).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Accepted) return;
        if (response.StatusCode >= HttpStatusCode.InternalServerError) throw Unexpected(request, response);
        log.AnswerRefused(requestId, (int)response.StatusCode, Reason(response.StatusCode));
    }

    private HttpRequestMessage Post(string path, HttpContent content, Exception? error)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = content };
        if (error is not null) request.Headers.Add(FunctionError.TypeHeader, FunctionError.HeaderType(error));
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stopping)
    {
        try
        {
            return await _http.SendAsync(request, stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new HttpRequestException($"{Name(request)} of Lambda's Runtime API at {address.Authority} failed; the process must end.", error);
        }
    }

    private static HttpRequestException Unexpected(HttpRequestMessage request, HttpResponseMessage response) =>
        new($"{Name(request)} of Lambda's Runtime API answered {(int)response.StatusCode}; the process must end.", null, response.StatusCode);

    private static string Name(HttpRequestMessage request) => $"{request.Method} {request.RequestUri!.AbsolutePath}";

    private static string Reason(HttpStatusCode status) => status switch
    {
        HttpStatusCode.RequestEntityTooLarge => "it is larger than 6 MB",
        HttpStatusCode.Gone => "the invocation has timed out",
        HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => "the invocation is not under way",
        _ => "which the Runtime API is not known to answer",
    };
}
