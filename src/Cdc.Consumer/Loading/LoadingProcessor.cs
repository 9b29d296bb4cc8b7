using Amazon.DynamoDBv2.Model;
using Cdc.Consumer.Processing;
using Cdc.Core;

namespace Cdc.Consumer.Loading;

/// <summary>Reads a change's item and hands both on.</summary>
/// <param name="loader">Where items are.</param>
/// <param name="keyFormat">How a key is written.</param>
/// <param name="map">Makes an item of its attributes.</param>
/// <param name="handle">Calls the handler.</param>
internal sealed class LoadingProcessor<TKey, TItem>(
    ItemLoader loader,
    CdcKeyFormat<TKey> keyFormat,
    Func<Dictionary<string, AttributeValue>, TItem> map,
    Func<CdcItemChange<TKey, TItem>, CancellationToken, Task> handle) : IChangeProcessor<TKey>
    where TKey : notnull
    where TItem : class
{
    public async Task<ChangeOutcome> ProcessAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        var item = change.Operation == ChangeOperation.Remove ? null : await LoadAsync(change, cancellationToken).ConfigureAwait(false);
        await handle(new CdcItemChange<TKey, TItem>(change, item), cancellationToken).ConfigureAwait(false);
        return ChangeOutcome.Handled;
    }

    private async Task<TItem?> LoadAsync(CdcEnvelope<TKey> change, CancellationToken cancellationToken)
    {
        var attributes = await loader.LoadAsync(change.Source, keyFormat.ToCanonicalJson(change.Key), cancellationToken).ConfigureAwait(false);
        if (attributes is null) return null;
        return map(attributes)
            ?? throw new InvalidOperationException($"The function that makes a {typeof(TItem).Name} of an item's attributes returned null for an item that exists.");
    }
}
