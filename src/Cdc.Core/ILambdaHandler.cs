namespace Cdc.Core;

/// <summary>Is a Lambda function that <see cref="LambdaRuntime"/> runs and that observes the time left: <c>CdcStreamHandler</c>, <c>CdcQueueHandler</c>.</summary>
/// <remarks>Called several times at once where the platform sets <c>AWS_LAMBDA_MAX_CONCURRENCY</c>. An exception fails the invocation.</remarks>
public interface ILambdaHandler
{
    /// <summary>Handles one invocation, and answers before its time is over.</summary>
    /// <param name="functionEvent">The event's JSON, as Lambda gives it; can be read once.</param>
    /// <param name="timeLeft">The time until Lambda ends the invocation; not negative.</param>
    /// <returns>The answer, which is sent from its position on, and disposed of.</returns>
    Task<Stream> HandleWithinAsync(Stream functionEvent, TimeSpan timeLeft);
}
