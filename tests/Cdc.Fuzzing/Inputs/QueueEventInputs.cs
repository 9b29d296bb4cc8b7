using System.Globalization;
using System.Text;

namespace Cdc.Fuzzing.Inputs;

/// <summary>Events that Lambda makes of SQS messages, of a standard queue or a FIFO queue.</summary>
internal static class QueueEventInputs
{
    private static readonly byte[] _other = Encoding.UTF8.GetBytes(Event([Record(0, "{}", isFifo: false)]).ToString());

    public static byte[] Create(Dice dice)
    {
        var isFifo = dice.OneIn(3);
        var records = new JsonTree[dice.Next(5)];
        for (var index = 0; index < records.Length; index++)
            records[index] = Record(index, dice.OneIn(2) ? dice.Pick(MessageInputs.Envelopes) : MessageInputs.Create(dice), isFifo);
        return dice.OneIn(2) ? Encoding.UTF8.GetBytes(Event(records).ToString()) : Mutated.Bytes(Event(records), _other, dice);
    }

    private static JsonTree Event(JsonTree[] records) => JsonTree.Object(("Records", JsonTree.Array(records)));

    private static JsonTree Record(int index, string body, bool isFifo) => JsonTree.Object(
        ("messageId", Text(string.Create(CultureInfo.InvariantCulture, $"m-{index}"))),
        ("receiptHandle", Text("handle")),
        ("body", Text(body)),
        ("attributes", JsonTree.Object(
            ("ApproximateReceiveCount", Text("1")),
            ("SentTimestamp", Text("1763805600000")),
            ("MessageGroupId", Text(index % 2 == 0 ? "even" : "odd")))),
        ("messageAttributes", JsonTree.Object(("type", JsonTree.Object(("stringValue", Text("orders.modify")), ("dataType", Text("String")))))),
        ("md5OfBody", Text("098f6bcd4621d373cade4e832627b4f6")),
        ("eventSource", Text("aws:sqs")),
        ("eventSourceARN", Text(isFifo ? "arn:aws:sqs:eu-central-1:123456789012:orders.fifo" : "arn:aws:sqs:eu-central-1:123456789012:orders")),
        ("awsRegion", Text("eu-central-1")));

    private static JsonTree Text(string text) => JsonTree.Leaf(JsonText.Quote(text));
}
