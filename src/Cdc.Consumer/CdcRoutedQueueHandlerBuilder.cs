using Cdc.Consumer.QueueFunction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer;

/// <summary>Says more of a function that <c>AddCdcQueueHandler</c> added: its options, and which handler takes which changes.</summary>
/// <remarks><inheritdoc cref="CdcRoutingBuilder" path="/remarks"/></remarks>
public sealed class CdcRoutedQueueHandlerBuilder : CdcRoutingBuilder
{
    internal CdcRoutedQueueHandlerBuilder(IServiceCollection services, string name)
        : base(services, name)
    {
    }

    /// <summary>Sets the options.</summary>
    /// <param name="configure">Sets them, after what was set before.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is null.</exception>
    public CdcRoutedQueueHandlerBuilder Configure(Action<CdcQueueHandlerOptions> configure)
    {
        Services.Configure(Name, configure);
        return this;
    }

    /// <summary>Takes the options from configuration: those of <see cref="CdcQueueHandlerOptions"/>.</summary>
    /// <param name="section">The section that holds the options, each under its property's name.</param>
    /// <param name="reportUnknownKeys">Whether each key of the section that is no option, such as a misspelt one, is logged (event 2400).</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="section"/> is null.</exception>
    public CdcRoutedQueueHandlerBuilder Bind(IConfiguration section, bool reportUnknownKeys = true)
    {
        QueueRegistration.Bind(Services, Name, section, reportUnknownKeys);
        return this;
    }
}
