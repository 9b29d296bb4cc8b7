namespace Cdc.Core.Wire;

/// <summary>Takes the texts of a trace context where they can be ones: a change is never refused because of its trace.</summary>
/// <remarks>
/// <see href="https://www.w3.org/TR/trace-context/"/>: what is malformed is taken for absent, and <c>tracestate</c> goes with <c>traceparent</c>. Whoever starts a span
/// from them parses them.
/// </remarks>
internal static class TraceContext
{
    /// <summary>Version 00 has 55 characters; later ones may add to it.</summary>
    public const int LongestParent = 128;

    /// <summary>What is to be handed on at least: <see href="https://www.w3.org/TR/trace-context/#tracestate-limits"/>.</summary>
    public const int LongestState = 512;

    public static bool IsParent(string? text) => IsText(text, LongestParent);

    public static bool IsState(string? text) => IsText(text, LongestState);

    private static bool IsText(string? text, int longest) =>
        text is { Length: > 0 } && text.Length <= longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
