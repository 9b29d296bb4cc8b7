using Cdc.Consumer.Receiving;
using Cdc.Core;

namespace Cdc.Consumer.Dispatch;

/// <summary>A message from its receipt to its end, with its place among those of its keys.</summary>
internal sealed class HeldMessage<TKey>(MessageReceipt receipt, int receiveCount, IReadOnlyList<CdcEnvelope<TKey>> changes)
    where TKey : notnull
{
    public MessageReceipt Receipt { get; } = receipt;

    /// <summary>How often SQS has delivered the message, this time included.</summary>
    public int ReceiveCount { get; } = receiveCount;

    /// <summary>At least one, in the order of the body.</summary>
    public IReadOnlyList<CdcEnvelope<TKey>> Changes { get; } = changes;

    /// <summary>Its turn at each of its keys; <see cref="KeyOrder{TKey}"/>'s alone.</summary>
    public List<KeyTurn<TKey>> Turns { get; } = new(1);

    /// <summary>At how many of its keys an earlier message is not done; <see cref="KeyOrder{TKey}"/>'s alone.</summary>
    public int WaitsFor { get; set; }

    /// <summary>Whether an earlier change of one of its keys failed and must come first.</summary>
    public bool MustNotOvertake { get; set; }
}
