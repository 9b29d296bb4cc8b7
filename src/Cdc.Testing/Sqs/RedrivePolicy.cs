using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Cdc.Testing.Sqs;

/// <summary>Where a queue's messages go that were received too often, or a subscription's that could not be delivered.</summary>
/// <param name="TargetArn">The dead-letter queue.</param>
/// <param name="MaxReceiveCount">How often a message is received before it goes there, 1 to 1,000; null on a subscription.</param>
internal sealed record RedrivePolicy(string TargetArn, int? MaxReceiveCount)
{
    /// <summary>Reads the JSON of the attribute <c>RedrivePolicy</c>; false for anything that AWS would not take.</summary>
    public static bool TryParse(string json, [NotNullWhen(true)] out RedrivePolicy? policy)
    {
        policy = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("deadLetterTargetArn", out var target)
                || target.ValueKind != JsonValueKind.String)
                return false;
            int? count = null;
            if (document.RootElement.TryGetProperty("maxReceiveCount", out var member))
            {
                if (!int.TryParse(member.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is < 1 or > 1000)
                    return false;
                count = value;
            }

            policy = new(target.GetString()!, count);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
