using Amazon.SQS.Model;
using Cdc.Core;

namespace Cdc.Consumer.Dispatch;

/// <summary>A message with its place among those of its keys.</summary>
/// <param name="message">The message as SQS delivered it.</param>
/// <param name="changes">In the order of the body; none where the message cannot be read.</param>
/// <param name="group">The message group of a FIFO queue; null on a standard queue.</param>
internal sealed class HeldMessage<TKey>(Message message, IReadOnlyList<CdcEnvelope<TKey>> changes, string? group = null) : ReceivedMessage(message)
    where TKey : notnull
{
    public IReadOnlyList<CdcEnvelope<TKey>> Changes { get; } = changes;

    public string? Group { get; } = group;

    /// <summary>Why the message cannot be read; null where it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Its turn at each of its keys; <see cref="KeyOrder{TKey}"/>'s alone.</summary>
    public KeyTurn<TKey>? Turns { get; set; }

    /// <summary>At how many of its keys an earlier message is not done; <see cref="KeyOrder{TKey}"/>'s alone.</summary>
    public int WaitsFor { get; set; }

    /// <summary>Whether an earlier change of one of its keys failed and must come first.</summary>
    public bool MustNotOvertake { get; set; }

    /// <summary>The older ones that share its fate, as it replaced them before they started; null for none.</summary>
    public List<HeldMessage<TKey>>? Replaced { get; set; }

    /// <summary>The newer one that took its place; null where it has its own.</summary>
    public HeldMessage<TKey>? ReplacedBy { get; set; }
}
