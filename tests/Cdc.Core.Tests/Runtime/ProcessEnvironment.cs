namespace Cdc.Core.Tests.Runtime;

/// <summary>Tests that change environment variables run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessEnvironmentGroup
{
    public const string Name = "The process's environment";
}

/// <summary>Sets what Lambda tells a custom runtime, and puts all back in the end.</summary>
internal sealed class ProcessEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public ProcessEnvironment(params (string Name, string? Value)[] variables)
    {
        foreach (var name in (string[])["AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_MAX_CONCURRENCY"]) Set(name, null);
        foreach (var (name, value) in variables) Set(name, value);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
