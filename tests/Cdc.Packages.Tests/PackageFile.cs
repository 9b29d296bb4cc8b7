using System.IO.Compression;
using System.Xml.Linq;

namespace Cdc.Packages.Tests;

/// <summary>A package as it was made.</summary>
/// <param name="path">The file.</param>
/// <param name="id">The package's id.</param>
public sealed class PackageFile(string path, string id) : IDisposable
{
    private readonly ZipArchive _zip = ZipFile.OpenRead(path);

    /// <summary>Gets what it holds, but for what NuGet itself needs.</summary>
    public IEnumerable<string> Files => _zip.Entries.Select(entry => entry.FullName)
        .Where(name => name != "[Content_Types].xml" && !name.EndsWith(".nuspec", StringComparison.Ordinal) && !name.EndsWith(".rels", StringComparison.Ordinal) && !name.EndsWith(".psmdcp", StringComparison.Ordinal));

    /// <summary>Gets the package's description of itself.</summary>
    public XElement Metadata => XDocument.Parse(Text($"{id}.nuspec")).Root!.Elements().Single();

    /// <summary>Gets the packages that it depends on, with their versions.</summary>
    public IEnumerable<string> Dependencies => Metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);

    /// <summary>Gets the text of an element of its description.</summary>
    public string this[string name] => Metadata.Elements().Single(element => element.Name.LocalName == name).Value;

    public string Text(string name) => new StreamReader(new MemoryStream(Bytes(name))).ReadToEnd();

    public byte[] Bytes(string name)
    {
        using var content = new MemoryStream();
        using (var entry = _zip.GetEntry(name)!.Open()) entry.CopyTo(content);
        return content.ToArray();
    }

    public void Dispose() => _zip.Dispose();
}
