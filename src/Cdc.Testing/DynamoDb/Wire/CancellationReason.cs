using System.Text.Json;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.DynamoDb.Values;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>Why one write of a transaction could not be.</summary>
internal sealed record CancellationReason(string Code, string Message, MapValue? Item)
{
    /// <summary>What a write would do, or why it cannot; the caller holds the table's gate.</summary>
    public static (WriteResult? Result, CancellationReason? Reason) Evaluate(TableWrite write, bool returnsItem)
    {
        try
        {
            var result = write.Table.Evaluate(write);
            return result.ConditionFailed
                ? (null, new("ConditionalCheckFailed", "The conditional request failed", returnsItem ? result.Old : null))
                : (result, null);
        }
        catch (AwsServiceException error) when (error.Code == "ValidationException")
        {
            return (null, new("ValidationError", error.Message, null));
        }
    }

    /// <summary>The answer to a transaction, with a reason or null for each of its writes.</summary>
    public static AwsServiceException Cancelled(IReadOnlyList<CancellationReason?> reasons) => new(
        "TransactionCanceledException",
        $"Transaction cancelled, please refer cancellation reasons for specific reasons [{string.Join(", ", reasons.Select(reason => reason?.Code ?? "None"))}]")
    {
        WriteMembers = output =>
        {
            output.WriteStartArray("CancellationReasons");
            foreach (var reason in reasons) Write(output, reason);
            output.WriteEndArray();
        },
    };

    private static void Write(Utf8JsonWriter output, CancellationReason? reason)
    {
        output.WriteStartObject();
        output.WriteString("Code"u8, reason?.Code ?? "None");
        if (reason is not null) output.WriteString("Message"u8, reason.Message);
        if (reason?.Item is { } item)
        {
            output.WritePropertyName("Item"u8);
            AttributeValueJson.WriteItem(output, item);
        }

        output.WriteEndObject();
    }
}
