using System.Net;

namespace Cdc.Testing.Protocol;

/// <summary>An HTTP response to be sent as it is.</summary>
internal sealed record WireResponse(
    HttpStatusCode Status,
    string ContentType,
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<KeyValuePair<string, string>> Headers);
