using Cdc.Core;

namespace Cdc.Consumer.Failing;

/// <summary>At which change a message failed.</summary>
internal readonly record struct FailedChange(string Id, SequenceNumber? Sequence, string? Group);
