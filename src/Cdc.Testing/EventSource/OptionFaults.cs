using System.Globalization;
using Microsoft.Extensions.Options;

namespace Cdc.Testing.EventSource;

/// <summary>Collects every fault of a mapping's options, each with the value found.</summary>
internal sealed class OptionFaults
{
    private readonly List<string> _faults = [];

    public void Add(string fault) => _faults.Add(fault);

    public void AddRange(IEnumerable<string> faults) => _faults.AddRange(faults);

    public void InRange(string setting, int value, int least, int most)
    {
        if (value < least || value > most) Add(string.Create(CultureInfo.InvariantCulture, $"{setting} is {value}, outside {least} to {most}."));
    }

    public void InRange(string setting, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most) Add(string.Create(CultureInfo.InvariantCulture, $"{setting} is {value}, outside {least} to {most}."));
    }

    /// <summary>Checks a wait, which must be longer than zero.</summary>
    public void IsWait(string setting, TimeSpan value, TimeSpan most)
    {
        if (value <= TimeSpan.Zero || value > most)
            Add(string.Create(CultureInfo.InvariantCulture, $"{setting} is {value}, not greater than {TimeSpan.Zero} and up to {most}."));
    }

    public void IsSet(string setting, object? value)
    {
        if (value is null or "") Add($"{setting} is not set.");
    }

    /// <exception cref="OptionsValidationException">There is a fault.</exception>
    public void ThrowIfAny(Type options)
    {
        if (_faults.Count > 0) throw new OptionsValidationException(options.Name, options, _faults);
    }
}
