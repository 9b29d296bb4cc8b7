using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Cdc.Testing.Sqs;

/// <summary>Which queues may make a queue their dead-letter queue.</summary>
/// <param name="Sources">Their ARNs; null for every queue.</param>
internal sealed record RedriveAllowPolicy(IReadOnlyList<string>? Sources)
{
    private const int MaximumSources = 10;

    public static RedriveAllowPolicy All { get; } = new((IReadOnlyList<string>?)null);

    public bool Allows(string sourceArn) => Sources?.Contains(sourceArn) ?? true;

    /// <summary>Reads the JSON of the attribute <c>RedriveAllowPolicy</c>; false for anything that AWS would not take.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out RedriveAllowPolicy? policy)
    {
        policy = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("redrivePermission", out var permission)) return false;
            List<string>? sources = document.RootElement.TryGetProperty("sourceQueueArns", out var arns) && arns.ValueKind == JsonValueKind.Array
                ? [.. arns.EnumerateArray().Select(arn => arn.ToString())]
                : null;
            policy = permission.ToString() switch
            {
                "allowAll" when sources is null => All,
                "denyAll" when sources is null => new([]),
                "byQueue" when sources is { Count: >= 1 and <= MaximumSources } => new(sources),
                _ => null,
            };
            return policy is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
