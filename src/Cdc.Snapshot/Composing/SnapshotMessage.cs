using Cdc.Publisher;

namespace Cdc.Snapshot.Composing;

/// <summary>One message on its way.</summary>
/// <param name="Entry">The message.</param>
/// <param name="Bytes">What the target counts for it: text, and the attributes' names, types and values.</param>
/// <param name="Items">How many items it tells of.</param>
internal sealed record SnapshotMessage(SnsEntry Entry, int Bytes, int Items);
