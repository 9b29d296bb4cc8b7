using Cdc.Core;

namespace Cdc.Chaos;

/// <summary>Names a change of an item: its sequence number is its place in the table's stream.</summary>
internal readonly record struct Change(string Key, SequenceNumber Sequence);
