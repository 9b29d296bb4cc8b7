namespace Cdc.Consumer;

/// <summary>The exception that is thrown when a function is given something that is not an SQS event.</summary>
/// <remarks>
/// Thrown before anything is handled: the invocation fails, and all of its messages come again. A single message that cannot be read does not cause it: that message
/// is reported as failed. The exception's message never quotes the event.
/// </remarks>
public sealed class CdcQueueEventException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CdcQueueEventException()
        : this("The function was given something that is not an SQS event.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public CdcQueueEventException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What was caught.</param>
    public CdcQueueEventException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
