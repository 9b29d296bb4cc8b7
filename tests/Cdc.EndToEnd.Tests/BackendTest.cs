namespace Cdc.EndToEnd.Tests;

/// <summary>A test on a backend; skipped where that is absent.</summary>
public abstract class BackendTest(AwsBackend backend) : IAsyncLifetime
{
    protected AwsBackend Backend { get; } = backend;

    public Task InitializeAsync()
    {
        Skip.If(Backend.Absent is not null, Backend.Absent);
        return Backend.InitializeAsync();
    }

    public Task DisposeAsync() => Backend.DisposeAsync();
}
