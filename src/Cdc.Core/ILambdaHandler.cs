namespace Cdc.Core;

/// <summary>Is a Lambda function that a runtime gives one invocation after the other: <c>CdcStreamHandler</c>, <c>CdcQueueHandler</c>.</summary>
/// <remarks>Called several times at once where the platform sets <c>AWS_LAMBDA_MAX_CONCURRENCY</c>. An exception fails the invocation.</remarks>
public interface ILambdaHandler
{
    /// <summary>Handles one invocation, and answers before its time is over.</summary>
    /// <param name="functionEvent">The event's JSON, as Lambda gives it; can be read once.</param>
    /// <param name="invocation">What is known of the invocation: its request's id, and when Lambda ends it.</param>
    /// <returns>The answer, which is sent from its position on, and disposed of.</returns>
    Task<Stream> InvokeAsync(Stream functionEvent, LambdaInvocation invocation);
}
