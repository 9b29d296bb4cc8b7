using Amazon.SQS.Model;
using Cdc.Consumer.Handling;

namespace Cdc.Consumer.Dispatch;

/// <summary>A message with its place among those of its keys.</summary>
/// <param name="message">The message as SQS delivered it.</param>
/// <param name="group">The message group of a FIFO queue; null on a standard queue.</param>
internal sealed class HeldMessage(Message message, string? group = null) : ReceivedMessage(message)
{
    /// <summary>In the order of the body; none where the message cannot be read.</summary>
    public ChangeDelivery[] Changes { get; set; } = [];

    public string? Group { get; } = group;

    /// <summary>Why the message cannot be read; null where it can.</summary>
    public string? Problem { get; set; }

    /// <summary>Its turn at each of its keys; <see cref="KeyOrder"/>'s alone.</summary>
    public KeyTurn? Turns { get; set; }

    /// <summary>At how many of its keys an earlier message is not done; <see cref="KeyOrder"/>'s alone.</summary>
    public int WaitsFor { get; set; }

    /// <summary>Whether an earlier change of one of its keys failed and must come first.</summary>
    public bool MustNotOvertake { get; set; }

    /// <summary>The older ones that share its fate, as it replaced them before they started; null for none.</summary>
    public List<HeldMessage>? Replaced { get; set; }

    /// <summary>The newer one that took its place; null where it has its own.</summary>
    public HeldMessage? ReplacedBy { get; set; }
}
