using Amazon.Runtime;
using Cdc.Tests.Emulators;

namespace Cdc.Tests.Backends;

/// <summary>DynamoDB Local: one for all tests, in which each backend's access key has tables of its own.</summary>
public sealed class DynamoDbLocalBackend : AwsBackend
{
    private static readonly SharedEmulator _shared = new(DynamoDbLocal.StartAsync);

    private Uri? _url;

    public override string? Absent => DynamoDbLocal.Absent;

    protected override AWSCredentials Credentials { get; } = new BasicAWSCredentials($"{Guid.NewGuid():N}", "local");

    /// <summary>What reads expressions is AWS's; around it are words of its own.</summary>
    public override bool Says(string message) => message.StartsWith("Invalid ", StringComparison.Ordinal) && message.Contains("Expression: ", StringComparison.Ordinal);

    public override async Task InitializeAsync() => _url = await _shared.UrlAsync();

    public override Task DisposeAsync() => Task.CompletedTask;

    public override TConfig Configure<TConfig>(TConfig config)
    {
        config.ServiceURL = _url!.ToString();
        config.AuthenticationRegion = MotoServer.Region;
        return config;
    }
}
