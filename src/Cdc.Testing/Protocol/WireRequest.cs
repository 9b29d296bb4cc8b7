namespace Cdc.Testing.Protocol;

/// <summary>An HTTP request, reduced to what the AWS protocols look at.</summary>
internal sealed record WireRequest(string Method, string BaseUrl, string? Target, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>The header <c>X-Amzn-Trace-Id</c>; null where there is none.</summary>
    public string? TraceHeader { get; init; }
}
