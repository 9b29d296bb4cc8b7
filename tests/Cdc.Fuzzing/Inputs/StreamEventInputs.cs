using System.Text;

namespace Cdc.Fuzzing.Inputs;

/// <summary>Stream events: every shape that is known, whole, mixed and changed.</summary>
internal static class StreamEventInputs
{
    /// <summary>As DynamoDB Local gives a record to whoever invokes a function with it.</summary>
    private const string DynamoDbLocal = """
        {"Records":[{"eventID":"2b7f3b0c-6f1e-4f6e-9b1a-1f1f0d1c2e3a","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"ddblocal",
          "dynamodb":{"ApproximateCreationDateTime":1763805600.0,"Keys":{"orderId":{"S":"o-1"}},"NewImage":{"orderId":{"S":"o-1"},"trace":{"S":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
          "email":{"S":"a\u0062\n"},"tags":{"SS":["a","b"]},"total":{"N":"12.50"},"paid":{"BOOL":true}},"SequenceNumber":"000000000000000000001","SizeBytes":59,"StreamViewType":"NEW_AND_OLD_IMAGES"},
          "eventSourceARN":"arn:aws:dynamodb:ddblocal:000000000000:table/Orders/stream/2026-11-22T10:00:00.000"}]}
        """;

    /// <summary>The events as they are, without a change.</summary>
    public static IReadOnlyList<string> Seeds { get; } = [.. ReadFixtures(), DynamoDbLocal];

    private static readonly JsonTree[] _trees = [.. Seeds.Select(JsonTree.Parse)];

    private static readonly byte[][] _bytes = [.. Seeds.Select(Encoding.UTF8.GetBytes)];

    public static byte[] Create(Dice dice)
    {
        var tree = dice.OneIn(4) ? Mixed(dice) : dice.Pick(_trees).Clone();
        return Mutated.Bytes(tree, dice.Pick(_bytes), dice);
    }

    /// <summary>Records of several events in one.</summary>
    private static JsonTree Mixed(Dice dice)
    {
        var records = new List<JsonTree>();
        for (var count = 1 + dice.Next(12); count > 0; count--)
        {
            var from = dice.Pick(_trees).Children[0].Value.Children;
            if (from.Count > 0) records.Add(dice.Pick(from).Value.Clone());
        }

        return JsonTree.Object(("Records", JsonTree.Array(records)));
    }

    private static IEnumerable<string> ReadFixtures()
    {
        var assembly = typeof(StreamEventInputs).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            yield return reader.ReadToEnd();
        }
    }
}
