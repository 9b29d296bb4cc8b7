using System.Collections;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Cdc.Tests.Processes;

/// <summary>Tests that change environment variables or the console run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessEnvironmentGroup
{
    public const string Name = "The process's environment";
}

/// <summary>Takes every AWS and Cdc setting away, sets some, and puts all back in the end.</summary>
internal sealed class ProcessEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public ProcessEnvironment(params (string Name, string? Value)[] variables)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).ToList())
        {
            if (name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("Cdc__", StringComparison.Ordinal)) Set(name, null);
        }

        var nowhere = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Set("AWS_CONFIG_FILE", nowhere);
        Set("AWS_SHARED_CREDENTIALS_FILE", nowhere);
        Set("AWS_EC2_METADATA_DISABLED", "true");
        foreach (var (name, value) in variables) Set(name, value);
        ForgetCached();
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        ForgetCached();
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    private static void ForgetCached()
    {
        FallbackRegionFactory.Reset();
        FallbackInternalConfigurationFactory.Reset();
    }
}
