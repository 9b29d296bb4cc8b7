namespace Cdc.Consumer.Hosting;

/// <summary>Marks a name as taken.</summary>
internal sealed record ConsumerName(string Value);
