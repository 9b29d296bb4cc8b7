using Cdc.Consumer;
using Microsoft.Extensions.Logging;

namespace Company.Worker1;

/// <summary>Handles each change, with the item as it is now. A change may come twice: a second time must do no harm.</summary>
public sealed partial class ChangeHandler(ILogger<ChangeHandler> logger) : ICdcHandler<ItemKey, Item>
{
    /// <inheritdoc/>
    public Task HandleAsync(CdcContext<ItemKey, Item> context, CancellationToken cancellationToken)
    {
        var (envelope, item) = context;
        if (item is null) LogGone(envelope.Key);
        else LogItem(envelope.Key, item.Status);
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "{Key} is {Status}")]
    private partial void LogItem(ItemKey key, string? status);

    [LoggerMessage(2, LogLevel.Information, "{Key} is gone")]
    private partial void LogGone(ItemKey key);
}
