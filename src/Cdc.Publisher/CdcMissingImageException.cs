namespace Cdc.Publisher;

/// <summary>The exception that is thrown when a rule reads an item's image that the record does not have.</summary>
/// <remarks><see cref="CdcPublisherOptions.MissingImage"/> says what becomes of the record.</remarks>
public sealed class CdcMissingImageException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public CdcMissingImageException()
        : this("The record does not have the image.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing.</param>
    public CdcMissingImageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing.</param>
    /// <param name="innerException">What was caught.</param>
    public CdcMissingImageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
