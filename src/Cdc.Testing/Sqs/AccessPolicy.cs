using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cdc.Testing.Sqs;

/// <summary>Adds to the JSON of an access policy and takes away from it; the statements that are there stay as they are.</summary>
internal static class AccessPolicy
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a policy has a statement of this id.</summary>
    public static bool Has(string? policy, string label) => Statements(Read(policy)).Any(statement => LabelOf(statement) == label);

    /// <summary>The policy with one more statement.</summary>
    /// <param name="policy">The policy so far; null or empty where there is none.</param>
    /// <param name="id">The id of a policy that begins here.</param>
    /// <param name="label">The statement's id.</param>
    /// <param name="accounts">The accounts that are allowed something.</param>
    /// <param name="actions">What they are allowed, with the service's prefix.</param>
    /// <param name="resource">On what.</param>
    public static string With(string? policy, string id, string label, IReadOnlyList<string> accounts, IReadOnlyList<string> actions, string resource)
    {
        var root = Read(policy) ?? new JsonObject { ["Version"] = "2008-10-17", ["Id"] = id };
        JsonArray statements = [.. Statements(root).Select(statement => statement?.DeepClone())];
        statements.Add(new JsonObject
        {
            ["Sid"] = label,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = OneOrAll([.. accounts.Select(account => $"arn:aws:iam::{account}:root")]) },
            ["Action"] = OneOrAll(actions),
            ["Resource"] = resource,
        });
        root["Statement"] = statements;
        return root.ToJsonString(_json);
    }

    /// <summary>The policy without a statement; null where no statement is left.</summary>
    public static string? Without(string policy, string label)
    {
        var root = Read(policy) ?? [];
        JsonArray left = [.. Statements(root).Where(statement => LabelOf(statement) != label).Select(statement => statement?.DeepClone())];
        if (left.Count == 0) return null;
        root["Statement"] = left;
        return root.ToJsonString(_json);
    }

    private static JsonObject? Read(string? policy) => string.IsNullOrEmpty(policy) ? null : JsonNode.Parse(policy) as JsonObject;

    private static JsonArray Statements(JsonObject? root) => root?["Statement"] switch
    {
        JsonArray statements => statements,
        JsonObject statement => [statement.DeepClone()],
        _ => [],
    };

    private static string? LabelOf(JsonNode? statement) => (statement as JsonObject)?["Sid"]?.ToString();

    private static JsonNode OneOrAll(IReadOnlyList<string> texts) =>
        texts.Count == 1 ? JsonValue.Create(texts[0]) : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
}
