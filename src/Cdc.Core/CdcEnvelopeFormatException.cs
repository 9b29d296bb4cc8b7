namespace Cdc.Core;

/// <summary>The exception that is thrown when a text is not a change envelope.</summary>
/// <remarks>Its message names the field and the place, never a value: it can be logged without giving away what the message held.</remarks>
public sealed class CdcEnvelopeFormatException : FormatException
{
    /// <summary>Creates the exception without a field.</summary>
    public CdcEnvelopeFormatException()
        : this("The text is not a change envelope.")
    {
    }

    /// <summary>Creates the exception without a field.</summary>
    /// <param name="message">What is wrong.</param>
    public CdcEnvelopeFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception without a field.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What was caught.</param>
    public CdcEnvelopeFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What is wrong with the field, as the end of a sentence: "is missing".</param>
    /// <param name="field">The field's name, with a dot before each level: <c>data.orderId</c>.</param>
    /// <param name="position">The byte at which the field's value starts, or null where there is none.</param>
    public CdcEnvelopeFormatException(string problem, string field, long? position)
        : base(position is null
            ? $"Not a change envelope: '{field}' {problem}."
            : $"Not a change envelope: '{field}' at byte {position} {problem}.")
    {
        Field = field;
        Position = position;
    }

    /// <summary>Gets the field that is wrong.</summary>
    /// <value>
    /// The field's name, with a dot before each level: <c>data.orderId</c>, or <c>data.?</c> where the text gives a name that does not belong in
    /// a log (longer than 255 characters, or with other characters than letters, digits, punctuation and symbols). Null where the text as a
    /// whole is wrong.
    /// </value>
    public string? Field { get; }

    /// <summary>Gets where the field's value starts.</summary>
    /// <value>
    /// Bytes from the start of the event's JSON as UTF-8, from 0; where events are in an array, from the array's start; where they are in an
    /// SNS notification, from the start of its message. Null where the field is missing or the text is not JSON at all.
    /// </value>
    public long? Position { get; }
}
