using System.Globalization;
using Cdc.Core;

namespace Cdc.Lambda.Runtime;

/// <summary>An invocation under way, and the connection that its event comes from.</summary>
internal sealed class NextInvocation : IDisposable
{
    /// <summary>Names one attempt of the request; sent back where it came.</summary>
    public const string InvocationIdHeader = "Lambda-Runtime-Invocation-Id";

    private readonly HttpResponseMessage _response;

    /// <exception cref="HttpRequestException">A header is missing.</exception>
    public NextInvocation(HttpResponseMessage response)
    {
        _response = response;
        var deadline = long.TryParse(Required("Lambda-Runtime-Deadline-Ms"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new HttpRequestException("The Runtime API sent an invocation whose Lambda-Runtime-Deadline-Ms is no time.");
        Invocation = new LambdaInvocation
        {
            RequestId = Required("Lambda-Runtime-Aws-Request-Id"),
            Deadline = deadline,
            InvokedFunctionArn = Required("Lambda-Runtime-Invoked-Function-Arn"),
            TraceId = Header("Lambda-Runtime-Trace-Id"),
        };
    }

    public LambdaInvocation Invocation { get; }

    public string? InvocationId => Header(InvocationIdHeader);

    /// <summary>Gets the event: it is read from the network as the handler reads it.</summary>
    public Task<Stream> OpenEventAsync() => _response.Content.ReadAsStreamAsync();

    public void Dispose() => _response.Dispose();

    private string Required(string name) => Header(name) ?? throw new HttpRequestException($"The Runtime API sent an invocation without {name}.");

    private string? Header(string name) => _response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
