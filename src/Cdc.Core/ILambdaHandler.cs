namespace Cdc.Core;

/// <summary>Is a Lambda function that <see cref="LambdaRuntime"/> runs and that heeds the time it has: <c>CdcStreamHandler</c>, <c>CdcQueueHandler</c>.</summary>
public interface ILambdaHandler
{
    /// <summary>Handles one invocation, and answers before its time is over.</summary>
    /// <param name="functionEvent">The event's JSON, as Lambda gives it; can be read once.</param>
    /// <param name="timeLeft">The time until Lambda ends the invocation.</param>
    /// <returns>The answer, which is sent from its position on, and disposed of.</returns>
    Task<Stream> HandleWithinAsync(Stream functionEvent, TimeSpan timeLeft);
}
