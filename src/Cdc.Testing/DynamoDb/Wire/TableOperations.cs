using System.Text.Json;
using Cdc.Testing.DynamoDb.Tables;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb.Wire;

/// <summary>The operations on tables.</summary>
internal sealed class TableOperations(DynamoDbState state)
{
    private const int MaxTablesListed = 100;

    public void Create(JsonElement input, Utf8JsonWriter output) =>
        TableWriter.Write(output, "TableDescription", state.CreateTable(TableReader.Read(input)));

    public void Describe(JsonElement input, Utf8JsonWriter output) =>
        TableWriter.WriteDescription(output, Find("DescribeTable", input));

    /// <summary>Switches the stream on or off; nothing else of a table can be changed here.</summary>
    public void Update(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("UpdateTable", input, "TableName", "StreamSpecification");
        var table = Find(request);
        if (request.Find("StreamSpecification") is null)
        {
            throw AwsServiceException.Validation(
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
        }

        if (TableReader.ReadViewType(request) is { } viewType) state.EnableStream(table, viewType);
        else table.DisableStream();
        TableWriter.Write(output, "TableDescription", table);
    }

    public void Delete(JsonElement input, Utf8JsonWriter output)
    {
        var name = Find("DeleteTable", input).Definition.Name;
        TableWriter.WriteDeleted(output, state.DeleteTable(name) ?? throw TableNames.NotFound(name));
    }

    public void List(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("ListTables", input, "ExclusiveStartTableName", "Limit");
        var limit = request.Integer("Limit", 1, MaxTablesListed) ?? MaxTablesListed;
        var start = request.Text("ExclusiveStartTableName");
        var names = state.TableNames.Where(name => string.CompareOrdinal(name, start) > 0).Take(limit + 1).ToList();
        output.WriteStartArray("TableNames");
        foreach (var name in names.Take(limit)) output.WriteStringValue(name);
        output.WriteEndArray();
        if (names.Count > limit) output.WriteString("LastEvaluatedTableName", names[limit - 1]);
    }

    public void UpdateTimeToLive(JsonElement input, Utf8JsonWriter output)
    {
        var request = new RequestReader("UpdateTimeToLive", input, "TableName", "TimeToLiveSpecification");
        var specification = new RequestReader(
            "TimeToLiveSpecification", request.Required("TimeToLiveSpecification"), "AttributeName", "Enabled");
        var attribute = specification.RequiredText("AttributeName");
        specification.Required("Enabled");
        var enabled = specification.Flag("Enabled");
        if (attribute.Length == 0)
            throw AwsServiceException.Validation("TimeToLiveSpecification.AttributeName must be non empty");
        AttributeNames.ValidInKey(attribute);
        var table = Find(request);
        if (enabled && table.TimeToLiveAttribute is not null) throw AwsServiceException.Validation("TimeToLive is already enabled");
        if (!enabled && table.TimeToLiveAttribute is null) throw AwsServiceException.Validation("TimeToLive is already disabled");
        if (!enabled && table.TimeToLiveAttribute != attribute)
        {
            throw AwsServiceException.Validation(
                $"TimeToLive is active on a different AttributeName: current AttributeName is {table.TimeToLiveAttribute}");
        }

        table.TimeToLiveAttribute = enabled ? attribute : null;
        output.WriteStartObject("TimeToLiveSpecification");
        output.WriteString("AttributeName", attribute);
        output.WriteBoolean("Enabled", enabled);
        output.WriteEndObject();
    }

    public void DescribeTimeToLive(JsonElement input, Utf8JsonWriter output)
    {
        var table = Find("DescribeTimeToLive", input);
        output.WriteStartObject("TimeToLiveDescription");
        output.WriteString("TimeToLiveStatus", table.TimeToLiveAttribute is null ? "DISABLED" : "ENABLED");
        if (table.TimeToLiveAttribute is { } attribute) output.WriteString("AttributeName", attribute);
        output.WriteEndObject();
    }

    private Table Find(string operation, JsonElement input) => Find(new RequestReader(operation, input, "TableName"));

    private Table Find(RequestReader request)
    {
        var name = TableNames.Valid(request.RequiredText("TableName"));
        return state.FindTable(name) ?? throw TableNames.NotFound(name);
    }
}
