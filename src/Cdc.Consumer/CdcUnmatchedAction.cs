namespace Cdc.Consumer;

/// <summary>Says what happens to a change that no route of a consumer takes.</summary>
public enum CdcUnmatchedAction
{
    /// <summary>Its message stays in the queue, and comes back as after a failure of the handler; a redrive policy moves it in the end.</summary>
    Leave,

    /// <summary>It goes to <see cref="CdcConsumerOptions.DeadLetterQueueUrl"/>; left where that is not set.</summary>
    DeadLetter,

    /// <summary>It is acknowledged, and counted as <c>cdc.consumer.changes.unmatched</c>.</summary>
    Acknowledge,
}
