using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cdc.Core.Tests;

/// <summary>Envelopes, and the texts around them, that the tests share.</summary>
internal static class Envelopes
{
    public const string TableArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders";

    public static readonly CdcKeyFormat<string> OrderId = CdcKeyFormat.ForString("orderId");

    /// <summary>An insertion of order o-1, as the golden file has it.</summary>
    public static readonly CdcEnvelope<string> Insert = Of("o-1");

    public static readonly string InsertJson = Golden("insert");

    public static CdcEnvelope<TKey> Of<TKey>(TKey key) => new()
    {
        Id = "c81e728d9d4c2f636f067f89cc14862c",
        Source = TableArn,
        Type = "orders.insert",
        Time = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero),
        Operation = ChangeOperation.Insert,
        Sequence = SequenceNumber.Parse("111000000000000000001"),
        Key = key,
    };

    public static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name + ".json"), Encoding.UTF8);

    /// <summary>The event of the golden file with other <c>data</c>.</summary>
    public static string WithData(string data) => InsertJson.Replace("""{"orderId":"o-1"}""", data, StringComparison.Ordinal);

    /// <summary>The event of the golden file with a field set to other JSON, or without it where that is null.</summary>
    public static string With(string field, string? json)
    {
        var fields = JsonDocument.Parse(InsertJson).RootElement.EnumerateObject().Select(property => (property.Name, Json: property.Value.GetRawText())).ToList();
        var index = fields.FindIndex(other => other.Name == field);
        if (index < 0) fields.Insert(fields.Count - 1, (field, json!));
        else if (json is null) fields.RemoveAt(index);
        else fields[index] = (field, json);
        return "{" + string.Join(',', fields.Select(other => $"\"{other.Name}\":{other.Json}")) + "}";
    }

    /// <summary>Where a field's value starts in an event's text.</summary>
    public static long PositionOf(string json, string field) =>
        Encoding.UTF8.GetByteCount(json.AsSpan(0, json.IndexOf($"\"{field}\":", StringComparison.Ordinal))) + field.Length + 3;

    /// <summary>What SNS makes of a message without raw delivery.</summary>
    public static string Wrapped(string message) => new JsonObject
    {
        ["Type"] = "Notification",
        ["MessageId"] = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        ["TopicArn"] = "arn:aws:sns:eu-central-1:123456789012:orders",
        ["Subject"] = "A change",
        ["Message"] = message,
        ["Timestamp"] = "2026-11-22T10:00:00.500Z",
        ["SignatureVersion"] = "1",
        ["Signature"] = "c2lnbmF0dXJl",
        ["SigningCertURL"] = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService.pem",
        ["UnsubscribeURL"] = "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe",
        ["MessageAttributes"] = new JsonObject
        {
            ["type"] = new JsonObject { ["Type"] = "String", ["Value"] = "orders.insert" },
            ["operation"] = new JsonObject { ["Type"] = "String", ["Value"] = "insert" },
        },
    }.ToJsonString();
}
