using Microsoft.AspNetCore.Http;

namespace Cdc.Testing.Hosting;

/// <summary>Tells requests of this machine's programs from those that a web page of elsewhere makes a developer's browser send.</summary>
/// <remarks>
/// A server on 127.0.0.1 is reached by every page that the developer has open: by a form, or under a name of the page's own that suddenly means 127.0.0.1 (DNS rebinding).
/// The first has a foreign <c>Origin</c>, the second a foreign <c>Host</c>; SDKs and the <c>aws</c> CLI have neither.
/// </remarks>
internal static class LoopbackGuard
{
    public static RequestDelegate Before(RequestDelegate answer) => context =>
    {
        if (ProblemOf(context.Request) is not { } problem) return answer(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(problem, context.RequestAborted);
    };

    private static string? ProblemOf(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host)) return "The Host header names no loopback address: use 127.0.0.1 or localhost.\n";
        foreach (var origin in request.Headers.Origin)
        {
            if (!string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
                return "The request comes from a page of another origin, and such are not served.\n";
        }

        return null;
    }

    private static bool IsLoopback(string host) =>
        host is "127.0.0.1" or "[::1]"
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        // All of these mean this machine: https://www.rfc-editor.org/rfc/rfc6761#section-6.3
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
