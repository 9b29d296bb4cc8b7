using Microsoft.Extensions.Options;

namespace Cdc.Validation;

/// <summary>Finds every fault of options at once, and says what was found.</summary>
/// <param name="owner">What a name of options is the name of, as faults say it; null where options have no names.</param>
internal abstract class OptionsValidator<TOptions>(string? owner = null) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var faults = Faults(options).Select(fault => owner is null ? fault : $"{owner} '{name}': {fault}").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <exception cref="OptionsValidationException">There is a fault.</exception>
    public void ThrowIfInvalid(TOptions options)
    {
        var faults = Faults(options).ToList();
        if (faults.Count > 0) throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), faults);
    }

    protected abstract IEnumerable<string> Faults(TOptions options);
}
