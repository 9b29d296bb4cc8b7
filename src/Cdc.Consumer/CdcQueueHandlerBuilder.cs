using Cdc.Consumer.Handling;
using Cdc.Consumer.QueueFunction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer;

/// <summary>Says more of a function that <c>AddCdcQueueHandler</c> added: its options, and what is done with changes.</summary>
/// <typeparam name="TKey">The key of the table's items.</typeparam>
/// <remarks><inheritdoc cref="CdcHandlingBuilder{TKey}" path="/remarks"/></remarks>
public sealed class CdcQueueHandlerBuilder<TKey> : CdcHandlingBuilder<TKey>
    where TKey : notnull
{
    internal CdcQueueHandlerBuilder(PipelineSpec<TKey> spec)
        : base(spec)
    {
    }

    /// <summary>Sets the options.</summary>
    /// <param name="configure">Sets them, after what was set before.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public CdcQueueHandlerBuilder<TKey> Configure(Action<CdcQueueHandlerOptions> configure)
    {
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>Takes the options from configuration: those of <see cref="CdcQueueHandlerOptions"/> and of <see cref="CdcBatchOptions"/>.</summary>
    /// <param name="section">The section that holds the options, each under its property's name.</param>
    /// <param name="reportUnknownKeys">Whether each key of the section that is no option, such as a misspelt one, is logged (event 2400).</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is null.</exception>
    public CdcQueueHandlerBuilder<TKey> Bind(IConfiguration section, bool reportUnknownKeys = true)
    {
        QueueRegistration.Bind(Services, Name, section, reportUnknownKeys);
        return this;
    }
}
