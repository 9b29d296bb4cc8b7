using System.Text.Json;

namespace Cdc.Benchmarks.Publisher;

/// <summary>The least that reading an event can cost: its tokens, one after the other, and nothing else.</summary>
internal static class JsonWalk
{
    private static readonly JsonReaderOptions _options = new() { MaxDepth = 512 };

    /// <returns>How many tokens there are.</returns>
    public static int Count(byte[] utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json, _options);
        var tokens = 0;
        while (reader.Read()) tokens++;
        return tokens;
    }
}
