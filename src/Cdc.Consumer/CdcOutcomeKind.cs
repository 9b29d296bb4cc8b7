namespace Cdc.Consumer;

/// <summary>Says what became of a change.</summary>
public enum CdcOutcomeKind
{
    /// <summary>It was handled, and is acknowledged.</summary>
    Handled,

    /// <summary>It needs no handling, and is acknowledged.</summary>
    Skipped,

    /// <summary>It is not newer than one that was handled, and is acknowledged.</summary>
    Stale,

    /// <summary>It failed, and is tried again.</summary>
    Retry,

    /// <summary>It can never be handled, and goes to the dead-letter queue.</summary>
    DeadLetter,
}
