namespace Cdc.Core;

/// <summary>Says what Lambda tells about one invocation besides its event.</summary>
/// <param name="RequestId">The request's id, as in the function's log.</param>
/// <param name="Deadline">When Lambda ends the invocation: its start plus the function's timeout.</param>
/// <param name="InvokedFunctionArn">The ARN that was invoked; ends with the version or alias where one was named.</param>
/// <param name="TraceId">The X-Ray tracing header, <c>Root=…;Parent=…;Sampled=…</c>; null where Lambda sent none.</param>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next"/></remarks>
public sealed record LambdaInvocation(string RequestId, DateTimeOffset Deadline, string InvokedFunctionArn, string? TraceId)
{
    /// <summary>Gets how long the invocation may still run.</summary>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <returns>The time until <see cref="Deadline"/>; zero where it has passed.</returns>
    public TimeSpan GetTimeLeft(TimeProvider? timeProvider = null)
    {
        var left = Deadline - (timeProvider ?? TimeProvider.System).GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
