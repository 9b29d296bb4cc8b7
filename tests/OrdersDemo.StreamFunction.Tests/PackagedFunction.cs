namespace OrdersDemo.StreamFunction.Tests;

/// <summary>Makes a package once for all tests, and unpacks it into a folder that holds nothing else, as Lambda does.</summary>
public abstract class PackagedFunction : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly string _kind;

    private protected PackagedFunction(string kind) => _kind = kind;

    /// <summary>Gets the folder with what is in the package.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>Gets what the script wrote.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Gets the handler that the script says to enter.</summary>
    public string Handler => Output.Split('\n').Single(line => line.StartsWith("Handler", StringComparison.Ordinal))["Handler".Length..].Trim().Split(' ')[0];

    public async Task InitializeAsync()
    {
        if (PackagingScript.Absent is null) (Folder, Output) = await PackagingScript.UnpackAsync(_kind, _folder.FullName);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>The package for the managed runtime.</summary>
public sealed class ManagedPackage() : PackagedFunction("managed");

/// <summary>The package for a custom runtime.</summary>
public sealed class NativePackage() : PackagedFunction("native");
