using Cdc.Testing.DynamoDb.Values;

namespace Cdc.Testing.DynamoDb.Tables;

/// <summary>How a write ended. Where its condition failed, <see cref="New"/> is <see cref="Old"/>: nothing was written.</summary>
internal sealed record WriteResult(MapValue? Old, MapValue? New, bool ConditionFailed = false);
