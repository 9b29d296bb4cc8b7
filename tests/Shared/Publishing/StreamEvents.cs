using System.Globalization;
using System.Text;
using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.Tests.Publishing;

/// <summary>Stream events: the fixtures in <c>Events</c>, and small ones made here.</summary>
public static class StreamEvents
{
    public const string TableArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders";

    public const string TopicArn = "arn:aws:sns:eu-central-1:123456789012:orders";

    public const string OtherTopicArn = "arn:aws:sns:eu-central-1:123456789012:other";

    public const string ParkingTopicArn = "arn:aws:sns:eu-central-1:123456789012:parking";

    /// <summary>Where events of many records begin: their numbers go from two digits to three.</summary>
    public const int FirstNumber = 95;

    /// <summary>One call after the other and no second tries: what happens is what the test says.</summary>
    public static CdcPublisherOptions Options => new() { TopicArn = TopicArn, MaxConcurrentCalls = 1, RetryFor = TimeSpan.Zero };

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Events");

    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    public static string[] ReadGolden(string name) => File.ReadAllLines(Path.Combine(Folder, name + ".golden"));

    public static byte[] Of(params IEnumerable<string> records) => Encoding.UTF8.GetBytes($$"""{"Records":[{{string.Join(',', records)}}]}""");

    /// <summary>An event of changes of these keys, numbered from <see cref="FirstNumber"/> on, or what is left of it from one of them on.</summary>
    public static byte[] OfKeys(List<int> keys, int start = 0) =>
        Of(Enumerable.Range(start, keys.Count - start).Select(index => Record($"k{keys[index]}", FirstNumber + index)));

    public static string Record(string key, long sequence, string eventName = "MODIFY") => Record($$$"""{"id":{"S":"{{{key}}}"}}""", sequence.ToString(CultureInfo.InvariantCulture), eventName);

    /// <summary>The record with an image of the item beside its keys.</summary>
    public static string WithImage(string record, string image, string name = "NewImage") => record.Replace("\"Keys\"", $"\"{name}\":{image},\"Keys\"", StringComparison.Ordinal);

    /// <summary>The record as of an item that DynamoDB removed when its time to live ran out.</summary>
    public static string Expired(string record) => record.Replace(
        "\"dynamodb\"", "\"userIdentity\":{\"type\":\"Service\",\"principalId\":\"dynamodb.amazonaws.com\"},\"dynamodb\"", StringComparison.Ordinal);

    /// <summary>The same record as <see cref="Record(string, long, string)"/>, of plain values.</summary>
    public static StreamRecord Plain(string key, long sequence, ChangeOperation operation = ChangeOperation.Modify) => new()
    {
        EventId = $"event-{sequence}",
        Operation = operation,
        SequenceNumber = SequenceNumber.Parse(sequence.ToString(CultureInfo.InvariantCulture)),
        TableArn = TableArn,
        Key = StreamRecord.KeyOf(CdcKeyPart.Text("id", key)),
        Time = DateTimeOffset.FromUnixTimeSeconds(1480642020),
    };

    public static string Record(string keys, string sequence, string eventName = "MODIFY") =>
        $$$"""
        {"eventID":"event-{{{sequence}}}","eventName":"{{{eventName}}}","eventSourceARN":"{{{TableArn}}}/stream/2026-11-22T09:00:00.000",
         "dynamodb":{"ApproximateCreationDateTime":1480642020,"Keys":{{{keys}}},"SequenceNumber":"{{{sequence}}}"}}
        """;
}
