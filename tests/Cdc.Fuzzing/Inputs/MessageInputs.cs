using System.Text;

namespace Cdc.Fuzzing.Inputs;

/// <summary>Bodies of SQS messages: envelopes raw, in arrays and as SNS wraps them, and what others send.</summary>
internal static class MessageInputs
{
    /// <summary>Envelopes of every form that a publisher writes.</summary>
    public static IReadOnlyList<string> Envelopes { get; } =
    [
        Envelope("insert", """{"orderId":"o-1"}"""),
        Envelope("modify", """{"customerId":"c-1","line":42}"""),
        Envelope("remove", """{"orderId":"o-1"}""", "\"expired\":true,"),
        Envelope("modify", """{"id":123456789012345678901234567890.12345678}"""),
        Envelope("modify", """{"blob":"AAEC/w==","sort":-1.5}"""),
        Envelope("insert", """{"a":"é😀\"","b":"\u0000"}""", "\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\",\"tracestate\":\"a=b\","),
        Envelope("modify", """{"orderId":"6f9619ff-8b86-d011-b42d-00cf4fc964ff"}"""),
        """{"specversion":"1.0","id":"s","source":"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders","type":"orders.snapshot","operation":"snapshot","data":{"orderId":"o-1"}}""",
    ];

    /// <summary>What a queue may hold that is no envelope of ours.</summary>
    private static readonly string[] _foreign =
    [
        """{"specversion":"1.0","id":"a\n2026-11-29 ERROR forged","source":"\u001b[2J","type":"x\u202ey","operation":"snapshot","data":{"orderId":"o-1"}}""",
        """{"specversion":"1.0","id":"1","source":"/shop","type":"com.example.created","datacontenttype":"application/json","data":{"orderId":"o-1"}}""",
        """{"version":"0","id":"1","detail-type":"Object Created","source":"aws.s3","account":"123456789012","time":"2026-11-22T10:00:00Z","region":"eu-central-1","resources":[],"detail":{"bucket":{"name":"b"}}}""",
        """{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k","size":1}}}]}""",
        """{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-22T10:00:00.000Z","Bucket":"b","RequestId":"1","HostId":"2"}""",
        """{"Type":"SubscriptionConfirmation","MessageId":"1","Token":"2","TopicArn":"arn:aws:sns:eu-central-1:123456789012:orders","Message":"You have chosen to subscribe","SubscribeURL":"https://sns.invalid/"}""",
        """{"requestContext":{"condition":"RetryAttemptsExhausted"},"version":"1.0","DDBStreamBatchInfo":{"shardId":"shardId-1","batchSize":1}}""",
        """{"Type":"Notification","Message":"hello"}""", "[1,2]", "[]", "{}", "null", "\"text\"",
    ];

    private static readonly JsonTree[] _envelopeTrees = [.. Envelopes.Select(JsonTree.Parse)];

    private static readonly JsonTree[] _foreignTrees = [.. _foreign.Select(JsonTree.Parse)];

    private static readonly byte[][] _bytes = [.. Envelopes.Concat(_foreign).Select(Encoding.UTF8.GetBytes)];

    public static string Create(Dice dice)
    {
        if (dice.OneIn(8)) return Mutated.Text(dice.Pick(_foreignTrees).Clone(), dice.Pick(_bytes), dice);
        var inner = dice.OneIn(2) ? dice.Pick(_envelopeTrees).Clone() : Several(dice);
        if (dice.OneIn(2)) return Mutated.Text(inner, dice.Pick(_bytes), dice);
        var message = dice.OneIn(2) ? inner.ToString() : Mutated.Text(inner, dice.Pick(_bytes), dice);
        return Mutated.Text(Wrapped(message), dice.Pick(_bytes), dice);
    }

    public static string Envelope(string operation, string data, string more = "") =>
        $$"""{"specversion":"1.0","id":"c81e728d9d4c2f636f067f89cc14862c","source":"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders","""
        + $$""" "type":"orders.{{operation}}","time":"2026-11-22T10:00:00.000Z","datacontenttype":"application/json","operation":"{{operation}}","""
        + $$""" "sequence":"0000000000000000000111000000000000000001",{{more}}"data":{{data}}}""";

    /// <summary>What SNS makes of a message without raw delivery.</summary>
    public static JsonTree Wrapped(string message) => JsonTree.Object(
        ("Type", JsonTree.Leaf("\"Notification\"")),
        ("MessageId", JsonTree.Leaf("\"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\"")),
        ("TopicArn", JsonTree.Leaf("\"arn:aws:sns:eu-central-1:123456789012:orders\"")),
        ("Message", JsonTree.Leaf(JsonText.Quote(message))),
        ("Timestamp", JsonTree.Leaf("\"2026-11-22T10:00:00.500Z\"")),
        ("SignatureVersion", JsonTree.Leaf("\"1\"")),
        ("MessageAttributes", JsonTree.Object(("type", JsonTree.Object(("Type", JsonTree.Leaf("\"String\"")), ("Value", JsonTree.Leaf("\"orders.insert\"")))))));

    private static JsonTree Several(Dice dice) => JsonTree.Array(Enumerable.Range(0, 1 + dice.Next(4)).Select(_ => dice.Pick(_envelopeTrees).Clone()));
}
