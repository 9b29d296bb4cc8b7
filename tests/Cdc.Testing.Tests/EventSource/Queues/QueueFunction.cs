using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cdc.Testing.Tests.EventSource.Queues;

/// <summary>The function of a queue.</summary>
internal sealed class QueueFunction() : ScriptedFunction<JsonArray>(
    input => JsonNode.Parse(input)!["Records"]!.AsArray(), batch => string.Join(' ', batch.Select(record => record!["body"]!.GetValue<string>())))
{
    public static string Failed(params JsonNode?[] records) =>
        JsonSerializer.Serialize(new { batchItemFailures = records.Select(record => new { itemIdentifier = record!["messageId"]!.GetValue<string>() }) });
}
