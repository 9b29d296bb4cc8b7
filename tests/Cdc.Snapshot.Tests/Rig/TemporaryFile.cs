namespace Cdc.Snapshot.Tests.Rig;

/// <summary>A file with some lines, which is gone at the end.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cdc-snapshot");

    public TemporaryFile(params string[] lines)
    {
        Path = System.IO.Path.Combine(_folder.FullName, "file");
        if (lines.Length > 0) File.WriteAllLines(Path, lines);
    }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
