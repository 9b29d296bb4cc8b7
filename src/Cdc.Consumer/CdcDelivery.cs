namespace Cdc.Consumer;

/// <summary>Says how a change was delivered, to make a context for a test: <see cref="CdcContext.Create{TKey}"/>.</summary>
public sealed class CdcDelivery
{
    /// <summary>Gets the consumer's name.</summary>
    /// <value>Default: <c>test</c>.</value>
    public string ConsumerName { get; init; } = "test";

    /// <summary>Gets the message.</summary>
    /// <value>Default: one that is delivered for the first time.</value>
    public CdcMessage Message { get; init; } = new();

    /// <summary>Gets when the handling has to end.</summary>
    /// <value>Default: null, never.</value>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Gets the services of the change's scope.</summary>
    /// <value>Default: null, none.</value>
    public IServiceProvider? Services { get; init; }
}
