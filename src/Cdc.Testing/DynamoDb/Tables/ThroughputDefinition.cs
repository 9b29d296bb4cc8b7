namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>Provisioned capacity, or zero of both for pay-per-request; nothing is ever throttled.</summary>
internal sealed record ThroughputDefinition(long ReadUnits, long WriteUnits)
{
    public bool IsOnDemand => ReadUnits == 0;
}
