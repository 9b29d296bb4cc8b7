using System.Globalization;

namespace Cdc.Benchmarks;

/// <summary>The orders that every benchmark is about.</summary>
internal static class Orders
{
    public const string TableArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders";

    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"01J9ZK4Q6W8RTB{number:D12}");

    /// <summary>Gets an order's number from its id.</summary>
    public static int NumberOf(string id) => int.Parse(id.AsSpan(14), NumberStyles.None, CultureInfo.InvariantCulture);
}
