namespace Cdc.Core;

/// <summary>Handles the invocations of a Lambda function, as <c>CdcStreamHandler</c> and <c>CdcQueueHandler</c> do.</summary>
/// <remarks>
/// A runtime calls it for one invocation after the other, or for several at once where the platform sets <c>AWS_LAMBDA_MAX_CONCURRENCY</c>. An exception fails
/// the invocation.
/// </remarks>
public interface ILambdaHandler
{
    /// <summary>Handles one invocation, and answers before its time is over.</summary>
    /// <param name="functionEvent">The event's JSON, as Lambda gives it; can be read once.</param>
    /// <param name="invocation">What Lambda says about the invocation: its request's id, and when Lambda ends it.</param>
    /// <returns>The answer. The runtime sends it from its current position on, and disposes of it.</returns>
    Task<Stream> InvokeAsync(Stream functionEvent, LambdaInvocation invocation);
}
