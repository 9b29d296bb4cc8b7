namespace Cdc.Testing.EventSource;

/// <summary>What became of an invocation.</summary>
/// <param name="Kind">Whether the function ran, and how it ended.</param>
/// <param name="Answer">What it answered.</param>
internal readonly record struct InvocationResult(InvocationKind Kind, ReadOnlyMemory<byte> Answer = default);

internal enum InvocationKind
{
    /// <summary>The function answered; it may have reported failures.</summary>
    Answered,

    /// <summary>The function threw.</summary>
    FunctionError,

    /// <summary>The function was not run.</summary>
    Throttled,
}
