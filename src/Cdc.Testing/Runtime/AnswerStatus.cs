namespace Cdc.Testing.Runtime;

/// <summary>Says whether a function's answer is taken.</summary>
internal enum AnswerStatus
{
    /// <summary>The invocation is over by it.</summary>
    Accepted,

    /// <summary>There is no such invocation, or it has its answer.</summary>
    Unknown,

    /// <summary>The invocation has timed out.</summary>
    TimedOut,
}
