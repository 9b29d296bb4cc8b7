using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Cdc.Validation;

/// <summary>Binds options to a section one setting at a time, so that every fault is found: values of the wrong form, and names that no setting has.</summary>
/// <param name="name">The options' name; null for those of every name.</param>
/// <param name="section">The section.</param>
/// <param name="bind">The configuration binder, called where its source generator sees the options' type.</param>
/// <param name="reportsUnknown">Whether these options want to hear of names that no setting has.</param>
/// <param name="owner">What a name of options is the name of, as faults say it; null where options have no names.</param>
internal sealed class SettingsSection<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>(
    string? name, IConfiguration section, Action<IConfiguration, TOptions> bind, Func<TOptions, bool> reportsUnknown, string? owner = null)
    : IConfigureNamedOptions<TOptions>, IValidateOptions<TOptions>, IOptionsChangeTokenSource<TOptions>
    where TOptions : class, new()
{
    private static readonly string[] _settings = [.. typeof(TOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];

    private readonly string _path = section is IConfigurationSection { Path: { Length: > 0 } path } ? path + ":" : "";

    string IOptionsChangeTokenSource<TOptions>.Name => name ?? Options.DefaultName;

    public IChangeToken GetChangeToken() => section.GetReloadToken();

    public void Configure(TOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, TOptions options)
    {
        if (!IsMine(name)) return;
        foreach (var setting in section.GetChildren()) TryBind(setting, options);
    }

    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        if (!IsMine(name)) return ValidateOptionsResult.Skip;
        var faults = section.GetChildren().Select(setting => FaultOf(setting, options)).OfType<string>()
            .Select(fault => owner is null ? fault : $"{owner} '{name}': {fault}").ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private bool IsMine(string? ofOptions) => name is null || name == ofOptions;

    private string? FaultOf(IConfigurationSection setting, TOptions options)
    {
        if (_settings.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            return TryBind(setting, new TOptions()) is { } problem ? $"{_path}{setting.Key} cannot be read: {problem}" : null;
        return reportsUnknown(options) ? $"{_path}{setting.Key} is no setting.{Advice(setting.Key)}" : null;
    }

    /// <returns>Why the setting cannot be read; null where it can.</returns>
    private string? TryBind(IConfigurationSection setting, TOptions options)
    {
        try
        {
            bind(new OneSetting(section, setting.Key), options);
            return null;
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }

    private static string Advice(string key) =>
        MisspeltName.Closest(key, _settings) is { } closest ? $" Is {closest} meant?" : "";

    /// <summary>The section with one of its settings.</summary>
    private sealed class OneSetting(IConfiguration section, string key) : IConfiguration
    {
        public string? this[string path]
        {
            get => IsOf(path) ? section[path] : null;
            set => throw new NotSupportedException("Settings are only read here.");
        }

        public IEnumerable<IConfigurationSection> GetChildren() => [section.GetSection(key)];

        public IChangeToken GetReloadToken() => section.GetReloadToken();

        // What is not of the setting is answered with a section that nothing is in.
        public IConfigurationSection GetSection(string path) => section.GetSection(IsOf(path) ? path : key + "\0");

        private bool IsOf(string path) =>
            path.StartsWith(key, StringComparison.OrdinalIgnoreCase) && (path.Length == key.Length || path[key.Length] == ':');
    }
}
