namespace Cdc.Consumer.Tests.Fakes;

/// <summary>Hides from the AWS SDK whatever it would find on this machine, for as long as it lives.</summary>
internal sealed class EnvironmentWithoutAws : IDisposable
{
    /// <summary>The collection of the tests that use it: the environment is the whole process's.</summary>
    public const string Alone = "Environment";

    private readonly Dictionary<string, string?> _before = [];

    public EnvironmentWithoutAws()
    {
        Set("AWS_REGION", null);
        Set("AWS_DEFAULT_REGION", null);
        Set("AWS_PROFILE", null);
        Set("AWS_ENDPOINT_URL", null);
        Set("AWS_ENDPOINT_URL_SQS", null);
        Set("AWS_CONFIG_FILE", "/nonexistent/config");
        Set("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials");
        Set("AWS_EC2_METADATA_DISABLED", "true");
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }

    private void Set(string name, string? value)
    {
        _before[name] = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;
}
