namespace OrdersDemo.Bootstrap.Tests;

/// <summary>Makes the native package once for all tests.</summary>
public sealed class NativeFunction : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>Gets the unpacked executable, with the permissions that the package gives it.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Gets what the script wrote.</summary>
    public string Output { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (PackagingScript.Absent is not null) return;
        (var content, Output) = await PackagingScript.UnpackAsync("native", _folder.FullName);
        Path = System.IO.Path.Combine(content, "bootstrap");
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
