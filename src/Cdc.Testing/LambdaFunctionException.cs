namespace Cdc.Testing;

/// <summary>Says that a function failed: it answered with an error, did not start, ran into its timeout, or answered too much.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror"/></remarks>
public sealed class LambdaFunctionException : Exception
{
    /// <summary>Creates an exception without details.</summary>
    public LambdaFunctionException()
        : this("The function failed.")
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">The error's message.</param>
    public LambdaFunctionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">The error's message.</param>
    /// <param name="innerException">What it comes from.</param>
    public LambdaFunctionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal LambdaFunctionException(string errorType, string message, IReadOnlyList<string> functionStackTrace)
        : base(message)
    {
        ErrorType = errorType;
        FunctionStackTrace = functionStackTrace;
    }

    /// <summary>Gets the error's type.</summary>
    /// <value>
    /// What the function named; a .NET function names the exception's class. <c>Sandbox.Timedout</c> for a timeout,
    /// <c>Function.ResponseSizeTooLarge</c> for an answer above 6 MB.
    /// </value>
    public string ErrorType { get; } = "Runtime.Unknown";

    /// <summary>Gets the stack trace in the function, outermost call last.</summary>
    /// <value>Empty where the function sent none.</value>
    public IReadOnlyList<string> FunctionStackTrace { get; } = [];
}
