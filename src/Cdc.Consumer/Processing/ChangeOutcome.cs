namespace Cdc.Consumer.Processing;

/// <summary>What became of a change that did not fail; both are acknowledged.</summary>
internal enum ChangeOutcome
{
    /// <summary>The handler did its work.</summary>
    Handled,

    /// <summary>A change that is as new, or newer, was handled before: the handler did not run.</summary>
    Stale,
}
