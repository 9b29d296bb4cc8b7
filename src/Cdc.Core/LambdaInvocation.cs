namespace Cdc.Core;

/// <summary>Holds what Lambda says about one invocation besides its event.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next"/></remarks>
public sealed class LambdaInvocation
{
    private static readonly AsyncLocal<LambdaInvocation?> _current = new();

    /// <summary>Gets or sets the invocation that the calling code runs in.</summary>
    /// <value>
    /// Default: null, outside of an invocation. <c>LambdaRuntime</c> of <c>Cdc.Lambda</c> sets it for what a handler calls, across threads and awaits; the lines of a function's
    /// default log carry its <see cref="RequestId"/>. Another runtime may set it likewise.
    /// </value>
    public static LambdaInvocation? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>Gets the request's id, as in the function's log.</summary>
    public required string RequestId { get; init; }

    /// <summary>Gets when Lambda ends the invocation: its start plus the function's timeout.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Gets the ARN that was invoked; it ends with the version or alias where one was named.</summary>
    /// <value>Default: empty, where it is not known.</value>
    public string InvokedFunctionArn { get; init; } = "";

    /// <summary>Gets the X-Ray tracing header, <c>Root=…;Parent=…;Sampled=…</c>.</summary>
    /// <value>Default: null, where Lambda sent none.</value>
    public string? TraceId { get; init; }

    /// <summary>Gets how long the invocation may still run.</summary>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <returns>The time until <see cref="Deadline"/>; zero where it has passed.</returns>
    public TimeSpan GetTimeLeft(TimeProvider? timeProvider = null)
    {
        var left = Deadline - (timeProvider ?? TimeProvider.System).GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
