namespace Cdc.Consumer.Sqs;

/// <summary>A queue's URL as the user gave it, and as SQS knows it.</summary>
internal static class QueueAddress
{
    /// <summary>Takes off what a paste brings along: blanks and line breaks around it, and slashes at its end.</summary>
    public static string Normalize(string url) => url.Trim().TrimEnd('/');

    /// <summary>Says what is wrong with a URL, if anything is.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="url">What the user gave.</param>
    /// <returns>Null where it can be used.</returns>
    public static string? Fault(string name, string url)
    {
        var normalized = Normalize(url);
        if (normalized.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0) return $"{name} is '{url}', which has a blank or a line break in it.";
        if (!Uri.TryCreate(normalized, UriKind.Absolute, out var parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
            return $"{name} is '{url}', which is no absolute http or https URL.";
        return parsed.Query.Length > 0 || parsed.Fragment.Length > 0 || normalized.AsSpan().IndexOfAny('?', '#') >= 0
            ? $"{name} is '{url}', which has a query or a fragment at its end."
            : null;
    }
}
