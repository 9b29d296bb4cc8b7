namespace Cdc.Testing;

/// <summary>Says that a function was not run because too many run already; throw it from a function to simulate that.</summary>
/// <remarks>
/// It stands for Lambda's <c>TooManyRequestsException</c>. An event source mapping sends the same batch again and counts no retry
/// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html"/>).
/// </remarks>
public sealed class LambdaThrottledException : Exception
{
    /// <summary>Creates an exception with Lambda's message.</summary>
    public LambdaThrottledException()
        : this("Rate Exceeded.")
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">The error's message.</param>
    public LambdaThrottledException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">The error's message.</param>
    /// <param name="innerException">What it comes from.</param>
    public LambdaThrottledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
