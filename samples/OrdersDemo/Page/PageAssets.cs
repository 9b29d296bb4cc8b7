using System.Reflection;
using Microsoft.AspNetCore.StaticFiles;

namespace OrdersDemo.Page;

/// <summary>Serves the page's files, which are in the assembly.</summary>
internal static class PageAssets
{
    private const string Prefix = "Page/";
    private const string Index = "index.html";

    // Everything comes from this server, and nothing may come from elsewhere.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly Assembly _assembly = typeof(PageAssets).Assembly;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var resource in _assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var file = resource[Prefix.Length..];
            if (!types.TryGetContentType(file, out var type)) throw new InvalidOperationException($"{file} is of no known type.");
            routes.MapGet(file == Index ? "/" : $"/{file}", (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers.CacheControl = "no-cache";
                return Results.Stream(_assembly.GetManifestResourceStream(resource)!, $"{type}; charset=utf-8");
            });
        }
    }
}
