namespace Cdc.Publisher;

/// <summary>Says what a call to <see cref="CdcPublisher"/> should heed besides the settings.</summary>
public sealed class CdcPublishContext
{
    /// <summary>Gets the rules that say what the settings do not: which records are published, where to, and as what.</summary>
    /// <value>Default: null, for the settings alone.</value>
    public CdcPublishRules? Rules { get; init; }

    /// <summary>Gets whether the records are published once more on purpose.</summary>
    /// <value>
    /// Default: false. The publisher remembers what went out behind a failed record, and does not publish it again when Lambda sends it again. True neither reads that memory nor changes it.
    /// </value>
    public bool IsReplay { get; init; }

    /// <summary>Gets the time until the invocation is ended.</summary>
    /// <value>Default: null, where it is not known, for <see cref="CdcPublisherOptions.TimeBudget"/>.</value>
    /// <remarks>
    /// No call starts in the last <see cref="CdcPublisherOptions.DeadlineMargin"/> of it, and calls still under way are cut off in the middle of that.
    /// </remarks>
    public TimeSpan? TimeLeft { get; init; }
}
