namespace Cdc.StandardOutput;

/// <summary>Tells an exception, also one whose own members throw: what cannot be told must not hide that something failed.</summary>
internal static class ExceptionText
{
    /// <summary>The most characters of a text: with all of them a line still is one entry of CloudWatch Logs.</summary>
    public const int MaxLength = 32 * 1024;

    private const int MaxDepth = 8;

    /// <summary>Type, message and stack, with those of the inner exceptions.</summary>
    public static string Full(Exception error) => Cut(Full(error, 0));

    /// <summary>The message; where it cannot be read, the type alone.</summary>
    public static string Message(Exception error) => Cut(Read(() => error.Message) ?? $"{error.GetType().Name}, whose message cannot be read.");

    /// <summary>The lines of the stack; none where they cannot be read.</summary>
    public static IEnumerable<string> Stack(Exception error) =>
        Cut(Read(() => error.StackTrace) ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A text that is not longer than a line may be.</summary>
    public static string Cut(string text, int length = MaxLength) => text.Length <= length ? text : $"{text[..length]}… ({text.Length - length} more characters)";

    /// <returns>What is read; null where reading throws.</returns>
    public static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
#pragma warning disable CA1031 // Code of others, asked for a text: whatever it throws, there is none.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    // The type's own text where there is one; otherwise its parts, each as far as it can be read.
    private static string Full(Exception error, int depth)
    {
        if (Read(error.ToString) is { } text) return text;
        var type = error.GetType();
        text = $"{type.FullName ?? type.Name}: {Read(() => error.Message) ?? "its message cannot be read"}";
        if (Read(() => error.StackTrace) is { } stack) text += $"\n{stack}";
        IEnumerable<Exception> inner = error is AggregateException { InnerExceptions: var several } ? several : error.InnerException is { } one ? [one] : [];
        return depth == MaxDepth ? text : string.Join("\n ---> ", inner.Select(each => Full(each, depth + 1)).Prepend(text));
    }
}
