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

    /// <summary>Reads the settings from the environment variables <c>Cdc__TopicArn</c> and <c>Cdc__EventTypePrefix</c>.</summary>
    /// <returns>The settings, not checked yet.</returns>
    public static CdcPublisherOptions FromEnvironment() => new()
    {
        TopicArn = Environment.GetEnvironmentVariable($"{SectionName}__{nameof(TopicArn)}") ?? "",
        EventTypePrefix = Environment.GetEnvironmentVariable($"{SectionName}__{nameof(EventTypePrefix)}") is { Length: > 0 } prefix ? prefix : null,
    };
}
