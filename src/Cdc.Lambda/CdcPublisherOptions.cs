using Cdc.Lambda.Hosting;
using Microsoft.Extensions.Options;

namespace Cdc.Lambda;

/// <summary>Says where changes are published, and as what.</summary>
/// <remarks>Set in code, bound from a configuration section, or read by <see cref="FromEnvironment"/>. Checked when the publisher is made.</remarks>
public sealed class CdcPublisherOptions
{
    /// <summary>The section that settings are usually bound from: <c>Cdc</c>, so that <c>Cdc__TopicArn</c> is the environment variable.</summary>
    public const string SectionName = "Cdc";

    /// <summary>Gets or sets the topic that changes go to.</summary>
    /// <value>The ARN of an SNS topic, standard or FIFO; required. Environment: <c>Cdc__TopicArn</c>.</value>
    public string TopicArn { get; set; } = "";

    /// <summary>Gets or sets what event types start with, before the dot and the operation.</summary>
    /// <value>
    /// Default: null, for the table's name in lower case: <c>orders.modify</c>. Otherwise 1 to 200 characters without white space or
    /// control characters. Environment: <c>Cdc__EventTypePrefix</c>.
    /// </value>
    public string? EventTypePrefix { get; set; }

    /// <summary>Gets or sets how many calls to SNS are under way at once for one invocation.</summary>
    /// <value>Default: 8; 1 to 64. The changes of one key go out one after the other whatever this is. Environment: <c>Cdc__MaxConcurrentCalls</c>.</value>
    public int MaxConcurrentCalls { get; set; } = 8;

    /// <summary>Gets or sets how long failures that pass by themselves, as throttling, are tried again where the time left is not known.</summary>
    /// <value>
    /// Default: 2 seconds; 0, for not at all, to 15 minutes. Where the time left is known, they are tried again until
    /// <see cref="DeadlineMargin"/>. Environment: <c>Cdc__RetryFor</c>, as <c>00:00:02</c>.
    /// </value>
    /// <remarks>The AWS SDK tries a call that failed as a whole three times before it counts as failed here.</remarks>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how much of the time left is kept for calls under way and for the answer.</summary>
    /// <value>Default: 1 second; 0.1 to 60 seconds. Environment: <c>Cdc__DeadlineMargin</c>, as <c>00:00:01</c>.</value>
    public TimeSpan DeadlineMargin { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the settings from the environment variables that are named with each.</summary>
    /// <returns>The settings, not checked yet.</returns>
    /// <exception cref="OptionsValidationException">A variable is not of its setting's form; it lists all that are not.</exception>
    public static CdcPublisherOptions FromEnvironment()
    {
        var environment = new EnvironmentSettings(SectionName);
        var options = new CdcPublisherOptions();
        options.TopicArn = environment.Text(nameof(TopicArn)) ?? options.TopicArn;
        options.EventTypePrefix = environment.Text(nameof(EventTypePrefix));
        options.MaxConcurrentCalls = environment.Value(nameof(MaxConcurrentCalls), options.MaxConcurrentCalls);
        options.RetryFor = environment.Value(nameof(RetryFor), options.RetryFor);
        options.DeadlineMargin = environment.Value(nameof(DeadlineMargin), options.DeadlineMargin);
        environment.ThrowIfFaulty(typeof(CdcPublisherOptions));
        return options;
    }
}
