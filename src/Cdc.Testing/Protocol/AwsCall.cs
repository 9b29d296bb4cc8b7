namespace Cdc.Testing.Protocol;

/// <summary>What an operation may need to know of the request besides its input.</summary>
/// <param name="Operation">The operation's name, for example <c>PutItem</c>.</param>
/// <param name="BaseUrl">Where the client reached this server, without a trailing slash; queue URLs start with it.</param>
/// <param name="RequestId">The id that the answer carries.</param>
internal sealed record AwsCall(string Operation, string BaseUrl, string RequestId)
{
    /// <summary>The trace that the caller is in, as X-Ray writes it; null for none.</summary>
    public string? TraceHeader { get; init; }

    public static AwsServiceException Unsupported(string service, string operation, string code = "UnknownOperationException") =>
        new(code, $"LocalAws does not support the operation {operation} of {service}.");
}
