using Amazon.DynamoDBv2.Model;
using Cdc.Core;

namespace Cdc.Consumer.Loading;

/// <summary>Is the step that reads the item of each change.</summary>
/// <param name="loader">Where items are.</param>
/// <param name="map">Makes an item of its attributes.</param>
internal sealed class ItemLoading<TKey, TItem>(ItemLoader loader, Func<Dictionary<string, AttributeValue>, TItem> map) : ICdcMiddleware, ICdcBatchMiddleware
    where TKey : notnull
    where TItem : class
{
    public async ValueTask<CdcOutcome> InvokeAsync(CdcContext context, CdcNext next, CancellationToken cancellationToken)
    {
        await LoadAsync((CdcContext<TKey, TItem>)context, cancellationToken).ConfigureAwait(false);
        return await next(context, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<CdcBatchResult> InvokeAsync(CdcBatch batch, CdcBatchNext next, CancellationToken cancellationToken)
    {
        // All are asked for before the first is awaited, so that they share calls.
        var errors = await Task.WhenAll(((CdcBatch<TKey, TItem>)batch).Select(context => TryLoadAsync(context, cancellationToken))).ConfigureAwait(false);
        if (Array.TrueForAll(errors, error => error is null)) return await next(batch, cancellationToken).ConfigureAwait(false);

        var failed = batch.Contexts.Zip(errors).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
        var loaded = batch.Where(context => !failed.ContainsKey(context));
        var result = loaded is null ? CdcBatchResult.AllHandled : await next(loaded, cancellationToken).ConfigureAwait(false);
        foreach (var (context, error) in failed) result.Fail(context, error);
        return result;
    }

    private async Task<Exception?> TryLoadAsync(CdcContext<TKey, TItem> context, CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(context, cancellationToken).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // The failure of one change, not of the batch.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    private async Task LoadAsync(CdcContext<TKey, TItem> context, CancellationToken cancellationToken)
    {
        context.Item = null;
        // A removal is not read, and another table's must not count as one of this.
        loader.Check(context.Source);
        if (context.Operation == ChangeOperation.Remove) return;
        if (await loader.LoadAsync(context.Source, context.KeyJson, cancellationToken).ConfigureAwait(false) is not { } attributes) return;
        context.Item = map(attributes)
            ?? throw new InvalidOperationException($"The function that makes a {typeof(TItem).Name} of an item's attributes returned null for an item that exists.");
    }
}
