namespace Cdc.Consumer.Tests.Fakes;

/// <summary>Hides from the AWS SDK whatever it would find on this machine, for as long as it lives.</summary>
internal sealed class EnvironmentWithoutAws : IDisposable
{
    private static readonly Dictionary<string, string?> _values = new()
    {
        ["AWS_REGION"] = null,
        ["AWS_DEFAULT_REGION"] = null,
        ["AWS_PROFILE"] = null,
        ["AWS_ENDPOINT_URL"] = null,
        ["AWS_ENDPOINT_URL_SQS"] = null,
        ["AWS_CONFIG_FILE"] = "/nonexistent/config",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/nonexistent/credentials",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
    };

    private readonly Dictionary<string, string?> _before = _values.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public EnvironmentWithoutAws() => Set(_values);

    public void Dispose() => Set(_before);

    private static void Set(Dictionary<string, string?> values)
    {
        foreach (var (name, value) in values) Environment.SetEnvironmentVariable(name, value);
    }
}
