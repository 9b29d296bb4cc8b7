namespace Cdc.Publisher;

/// <summary>The exception that is thrown when a function is given something that is not a DynamoDB stream event.</summary>
/// <remarks>
/// Thrown before anything is published: Lambda sends the whole batch again, and splits it where the event source mapping says
/// <c>BisectBatchOnFunctionError</c>. The message never quotes the event.
/// </remarks>
public sealed class CdcStreamEventException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CdcStreamEventException()
        : this("The function was given something that is not a DynamoDB stream event.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public CdcStreamEventException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What was caught.</param>
    public CdcStreamEventException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
