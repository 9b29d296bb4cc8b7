using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Primitives;

namespace OrdersDemo.Parts;

/// <summary>Serves this machine's own page and programs alone: with <c>--aws</c> the table behind is a real one.</summary>
/// <remarks>
/// Every page that is open in a browser reaches 127.0.0.1: by a form or a script, which has a foreign <c>Origin</c>, or under a name of its own that suddenly means 127.0.0.1
/// (DNS rebinding), which has a foreign <c>Host</c>.
/// </remarks>
internal static class LocalRequests
{
    public static void AddLocalRequestsOnly(this IServiceCollection services) => services.Configure<HostFilteringOptions>(options =>
    {
        options.AllowedHosts = ["127.0.0.1", "localhost", "[::1]"];
        options.AllowEmptyHosts = false;
        options.IncludeFailureMessage = false;
    });

    public static void UseLocalRequestsOnly(this WebApplication app)
    {
        // Not left to the builder, which adds it where configuration says so.
        app.UseHostFiltering();
        app.Use((context, next) => IsForeign(context.Request)
            ? Results.Problem("The request comes from a page of another origin.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context)
            : next(context));
    }

    private static bool IsForeign(HttpRequest request) => request.Headers.Origin is var origin && !StringValues.IsNullOrEmpty(origin)
        && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
