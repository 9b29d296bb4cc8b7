using Cdc.Consumer.Handling;

namespace Cdc.Consumer.QueueFunction;

/// <summary>A message of an invocation, with what became of it.</summary>
internal sealed class QueueWork(QueueMessage message)
{
    public QueueMessage Message { get; } = message;

    /// <summary>Its changes; one without a delivery where it cannot be read.</summary>
    public QueueChange[] Changes { get; set; } = [];

    /// <summary>How many of its changes have not ended.</summary>
    public int Left { get; set; }

    /// <summary>Whether it must come again, as something of it failed or was not begun.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether nothing of it may begin, as an earlier message of its group failed.</summary>
    public bool IsStopped { get; set; }

    /// <summary>The next message of its FIFO group; null for the last, and where there is none.</summary>
    public QueueWork? NextOfGroup { get; set; }

    public bool IsHandled => Left == 0 && !HasFailed;
}

/// <summary>A change of an invocation, with what waits for it.</summary>
/// <param name="message">Its message.</param>
/// <param name="delivery">Its delivery; null where the message cannot be read.</param>
internal sealed class QueueChange(QueueWork message, ChangeDelivery? delivery)
{
    public QueueWork Message { get; } = message;

    public ChangeDelivery? Delivery { get; } = delivery;

    /// <summary>The message, where it cannot be read.</summary>
    public QueueFunctionMessage? Unreadable { get; init; }

    /// <summary>How many earlier ones are to end first: the change before it of its item, and the message before it of its group.</summary>
    public int WaitsFor { get; set; }

    /// <summary>The next change of its item; null for the last.</summary>
    public QueueChange? Next { get; set; }
}
