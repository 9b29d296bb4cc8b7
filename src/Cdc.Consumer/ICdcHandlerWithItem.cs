using Cdc.Core;

namespace Cdc.Consumer;

/// <summary>Handles the changes that a consumer receives, each with the item as it is now.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <typeparam name="TItem">The item, made from its attributes by the function that <c>LoadItems</c> was given.</typeparam>
/// <remarks>
/// An implementation may rely on what <see cref="ICdcHandler{TKey}"/> says, and besides:
/// <list type="bullet">
/// <item><description>
/// <b>The current item.</b> It is read after the change has arrived, strongly consistently unless the options say otherwise. Several changes of one item may
/// all find its last state: handle it so that a second time does no harm.
/// </description></item>
/// <item><description>
/// <b>An item that is gone is null</b>, and <see cref="CdcContext{TKey, TItem}.IsGone"/> says so, whatever <see cref="CdcEnvelope{TKey}.Operation"/> is.
/// Removals are not read.
/// </description></item>
/// <item><description>
/// <b>Failure.</b> Where the item cannot be read, or cannot be made from its attributes, the handler is not called, and the change comes again as if the
/// handler had failed.
/// </description></item>
/// </list>
/// </remarks>
public interface ICdcHandler<TKey, TItem>
    where TKey : notnull
    where TItem : class
{
    /// <summary>Handles one change.</summary>
    /// <param name="context">The change and the item.</param>
    /// <param name="cancellationToken">As <see cref="ICdcHandler{TKey}.HandleAsync"/> has it.</param>
    /// <returns>A task that ends when the change is handled; the change is then acknowledged.</returns>
    Task HandleAsync(CdcContext<TKey, TItem> context, CancellationToken cancellationToken);
}
