using System.Globalization;
using Cdc.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Handling;

/// <summary>Registers the options of batches.</summary>
internal static class BatchRegistration
{
    public static void Add(IServiceCollection services, string optionsName, Action<CdcBatchOptions> configure)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcBatchOptions>, BatchOptionsValidator>());
        services.AddOptions<CdcBatchOptions>(optionsName).Configure(configure).ValidateOnStart();
    }
}

/// <summary>Finds every fault of the options of batches.</summary>
internal sealed class BatchOptionsValidator() : OptionsValidator<CdcBatchOptions>("Consumer")
{
    private const int MostChanges = 10_000;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(60);

    protected override IEnumerable<string> Faults(CdcBatchOptions options)
    {
        if (options.MaxBatchSize is < 1 or > MostChanges)
            yield return string.Create(CultureInfo.InvariantCulture, $"MaxBatchSize is {options.MaxBatchSize}, outside 1 to {MostChanges}.");
        if (options.MaxBatchWait < TimeSpan.Zero || options.MaxBatchWait > _longestWait)
            yield return $"MaxBatchWait is {options.MaxBatchWait}, outside {TimeSpan.Zero} to {_longestWait}.";
    }
}
