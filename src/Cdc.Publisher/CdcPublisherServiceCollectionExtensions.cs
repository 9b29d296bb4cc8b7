using Cdc.Publisher;
using Cdc.Publisher.Publishing;
using Cdc.Validation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the publisher of changes.</summary>
public static class CdcPublisherServiceCollectionExtensions
{
    /// <summary>Registers a <see cref="CdcPublisher"/> with options that are set in code.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same collection.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// An <see cref="ISnsPublisher"/> that is registered already is used; else a <see cref="SnsClient"/> with everything from the environment.
    /// The options are checked when the host starts, or when the publisher is made: <see cref="OptionsValidationException"/>, with every fault at once.
    /// </remarks>
    public static IServiceCollection AddCdcPublisher(this IServiceCollection services, Action<CdcPublisherOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<CdcPublisherOptions>().Configure(configure).ValidateOnStart();
        return AddPublisher(services);
    }

    /// <summary>Registers a <see cref="CdcPublisher"/> with options that are bound from configuration.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="section">The section with the options' names, usually <see cref="CdcPublisherOptions.SectionName"/>.</param>
    /// <returns>The same collection.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <inheritdoc cref="AddCdcPublisher(IServiceCollection, Action{CdcPublisherOptions})" path="/remarks"/>
    public static IServiceCollection AddCdcPublisher(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        var settings = new SettingsSection<CdcPublisherOptions>(Options.Options.DefaultName, section, Bind, static options => options.ReportUnknownSettings);
        services.AddSingleton<IConfigureOptions<CdcPublisherOptions>>(settings);
        services.AddSingleton<IValidateOptions<CdcPublisherOptions>>(settings);
        services.AddSingleton<IOptionsChangeTokenSource<CdcPublisherOptions>>(settings);
        services.AddOptions<CdcPublisherOptions>().ValidateOnStart();
        return AddPublisher(services);
    }

    private static void Bind(IConfiguration section, CdcPublisherOptions options)
    {
        section.Bind(options);
        TableSettings.Read(section.GetSection(nameof(options.Tables)), options.Tables);
        NestedNames.Join(section.GetSection(nameof(options.TopicArns)), options.TopicArns);
        NestedNames.Join(section.GetSection(nameof(options.StaticAttributes)), options.StaticAttributes);
        NestedNames.Join(section.GetSection(nameof(options.RenamedAttributes)), options.RenamedAttributes);
    }

    private static IServiceCollection AddPublisher(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcPublisherOptions>, PublisherOptionsValidator>());
        services.TryAddSingleton<ISnsPublisher>(_ => new SnsClient());
        services.TryAddSingleton(provider => new CdcPublisher(
            provider.GetRequiredService<IOptions<CdcPublisherOptions>>().Value,
            provider.GetRequiredService<ISnsPublisher>(),
            provider.GetService<ILogger<CdcPublisher>>(),
            provider.GetService<TimeProvider>()));
        return services;
    }
}
