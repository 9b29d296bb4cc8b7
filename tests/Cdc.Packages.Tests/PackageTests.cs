using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Cdc.Packages.Tests;

/// <summary>What is in the packages.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageTests(PackedPackages packages)
{
    // Portable PDB: https://github.com/dotnet/runtime/blob/main/docs/design/specs/PortablePdb-Metadata.md
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public static TheoryData<string> Libraries => ["Cdc.Core", "Cdc.Publisher", "Cdc.Lambda", "Cdc.Consumer", "Cdc.Worker", "Cdc.Snapshot", "Cdc.Testing", "Cdc.Aspire.Hosting"];

    public static TheoryData<string> All => ["Cdc.Core", "Cdc.Publisher", "Cdc.Lambda", "Cdc.Consumer", "Cdc.Worker", "Cdc.Snapshot", "Cdc.Testing", "Cdc.Aspire.Hosting", "Cdc.Templates"];

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public void Library_Files_AreAssemblyDocumentationReadmeAndIcon(string id)
    {
        using var package = Open(id);

        package.Files.Should().BeEquivalentTo($"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", "README.md", "icon.png");
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public void Package_Description_IsComplete(string id)
    {
        using var package = Open(id);

        package["id"].Should().Be(id);
        package["version"].Should().Be(packages.Version);
        package["license"].Should().Be("MIT");
        package["icon"].Should().Be("icon.png");
        package["readme"].Should().Be("README.md");
        package["description"].Should().EndWith(".").And.NotStartWith("Package Description");
        package["tags"].Split(' ').Should().OnlyHaveUniqueItems().And.Contain("dynamodb").And.HaveCountGreaterThan(5);
        package["authors"].Should().Be("OrdersCdc contributors");
        var repository = package.Metadata.Elements().Single(element => element.Name.LocalName == "repository");
        repository.Attribute("url")!.Value.Should().Be(PackedPackages.RepositoryUrl);
        repository.Attribute("commit")!.Value.Should().MatchRegex("^[0-9a-f]{40}$");
        package.Text("README.md").Should().StartWith($"# {id}\n").And.NotContain("](", "links within the repository lead nowhere from a package's page");
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public void Library_BillOfMaterials_NamesWhatThePackageDependsOn(string id)
    {
        using var package = Open(id);
        using var bill = JsonDocument.Parse(File.ReadAllText(Path.Combine(packages.Folder, $"{id}.{packages.Version}.cdx.json")));

        var of = bill.RootElement.GetProperty("metadata").GetProperty("component");
        (of.GetProperty("name").GetString(), of.GetProperty("version").GetString()).Should().Be((id, packages.Version));
        var components = bill.RootElement.TryGetProperty("components", out var all) ? all.EnumerateArray().ToList() : [];
        var names = components.Select(component => component.GetProperty("name").GetString()!).ToList();
        names.Should().OnlyHaveUniqueItems();
        package.Dependencies.Except(names).Should().BeEmpty();
        components.Where(component => component.GetProperty("name").GetString()!.StartsWith("Cdc.", StringComparison.Ordinal)
            ? component.GetProperty("version").GetString() != packages.Version
            : component.GetProperty("hashes").GetArrayLength() == 0).Should().BeEmpty();
    }

    [SkippableTheory]
    [MemberData(nameof(All))]
    public void Package_Icon_IsASquareOf128Pixels(string id)
    {
        using var package = Open(id);
        var icon = package.Bytes("icon.png");

        Encoding.ASCII.GetString(icon, 1, 3).Should().Be("PNG");
        BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)).Should().Be(128);
        BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20)).Should().Be(128);
    }

    [SkippableTheory]
    [InlineData("Cdc.Core")]
    [InlineData("Cdc.Lambda", "Cdc.Publisher")]
    [InlineData("Cdc.Publisher", "Cdc.Core", "AWSSDK.Core", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options.ConfigurationExtensions")]
    [InlineData(
        "Cdc.Consumer", "Cdc.Core", "AWSSDK.DynamoDBv2", "AWSSDK.SQS", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options.ConfigurationExtensions")]
    [InlineData(
        "Cdc.Worker", "Cdc.Publisher", "AWSSDK.DynamoDBv2", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
        "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options.ConfigurationExtensions")]
    [InlineData(
        "Cdc.Snapshot", "Cdc.Publisher", "Cdc.Worker", "AWSSDK.DynamoDBv2", "AWSSDK.SQS", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options")]
    [InlineData("Cdc.Testing", "Cdc.Core", "Cdc.Publisher", "Cdc.Lambda", "Cdc.Consumer", "Cdc.Worker", "System.IO.Hashing")]
    [InlineData("Cdc.Aspire.Hosting", "Cdc.Testing", "Aspire.Hosting", "Nerdbank.MessagePack", "Polly.Core")]
    [InlineData("Cdc.Templates")]
    public void Package_Dependencies_AreWhatTheDesignSays(string id, params string[] dependencies)
    {
        using var package = Open(id);

        package.Dependencies.Should().BeEquivalentTo(dependencies);
        package.Metadata.Descendants().Where(element => element.Name.LocalName == "frameworkReference").Select(element => element.Attribute("name")!.Value)
            .Should().BeEquivalentTo(id == "Cdc.Testing" ? ["Microsoft.AspNetCore.App"] : Array.Empty<string>());
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public void Package_OfOurs_IsNeededInThisVersion(string id)
    {
        using var package = Open(id);

        package.Metadata.Descendants().Where(element => element.Attribute("id")?.Value.StartsWith("Cdc.", StringComparison.Ordinal) == true)
            .Select(element => element.Attribute("version")!.Value).Should().AllBe(packages.Version);
    }

    [SkippableTheory]
    [InlineData("Cdc.Core")]
    [InlineData("Cdc.Publisher")]
    [InlineData("Cdc.Lambda")]
    [InlineData("Cdc.Consumer")]
    [InlineData("Cdc.Worker")]
    [InlineData("Cdc.Snapshot")]
    public void ProductionAssembly_References_HaveNothingOfCdcTesting(string id)
    {
        using var package = Open(id);
        using var assembly = new PEReader(new MemoryStream(package.Bytes($"lib/net10.0/{id}.dll")));
        var metadata = assembly.GetMetadataReader();

        metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Should().NotContain(["Cdc.Testing", "Microsoft.AspNetCore"]).And.NotContain(name => name.StartsWith("xunit", StringComparison.OrdinalIgnoreCase));
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public void Assembly_Build_IsDeterministicAndOfThisVersion(string id)
    {
        using var package = Open(id);
        using var assembly = new PEReader(new MemoryStream(package.Bytes($"lib/net10.0/{id}.dll")));

        assembly.ReadDebugDirectory().Select(entry => entry.Type).Should().Contain(DebugDirectoryEntryType.Reproducible);
        assembly.GetMetadataReader().GetAssemblyDefinition().Version.Should().Be(Version.Parse($"{Repository.Version}.0"));
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public void Symbols_Sources_AreLinkedToTheCommit(string id)
    {
        using var package = Open(id);
        using var symbols = Open(id, "snupkg");
        symbols.Files.Should().Equal($"lib/net10.0/{id}.pdb");
        var commit = package.Metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("commit")!.Value;

        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Bytes($"lib/net10.0/{id}.pdb")));
        var pdb = provider.GetMetadataReader();
        var link = pdb.CustomDebugInformation.Select(pdb.GetCustomDebugInformation).Single(info => pdb.GetGuid(info.Kind) == _sourceLink);
        using var json = JsonDocument.Parse(pdb.GetBlobBytes(link.Value));
        json.RootElement.GetProperty("documents").EnumerateObject().Should().ContainSingle().Which.Should().Match<JsonProperty>(
            one => one.Name == "/_/*" && one.Value.GetString() == $"https://raw.githubusercontent.com/example/orders-cdc/{commit}/*");
        // Nothing of the machine that made it.
        pdb.Documents.Select(handle => pdb.GetString(pdb.GetDocument(handle).Name)).Should().NotBeEmpty().And.OnlyContain(name => name.StartsWith("/_", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public void Documentation_Members_AreThere(string id)
    {
        using var package = Open(id);

        XDocument.Parse(package.Text($"lib/net10.0/{id}.xml")).Descendants("member").Should().HaveCountGreaterThan(id == "Cdc.Aspire.Hosting" ? 8 : 20);
    }

    [SkippableFact]
    public void Templates_Files_HaveTheVersionsFilledIn()
    {
        using var package = Open("Cdc.Templates");

        package.Text("content/cdc-function/Company.Function1.csproj").Should().Contain($"""<PackageReference Include="Cdc.Lambda" Version="{packages.Version}" />""");
        package.Text("content/cdc-worker/Company.Worker1.csproj").Should().Contain($"""<PackageReference Include="Cdc.Consumer" Version="{packages.Version}" />""")
            .And.NotContain("_VERSION");
        package.Text("content/cdc-queue-function/Company.Worker1.csproj").Should().Contain($"""<PackageReference Include="Cdc.Lambda" Version="{packages.Version}" />""").And.NotContain("_VERSION");
        package.Text("content/cdc-tests/Company.Tests1.csproj").Should().Contain($"""<PackageReference Include="Cdc.Testing" Version="{packages.Version}" />""").And.NotContain("_VERSION");
        package.Metadata.Descendants().Single(element => element.Name.LocalName == "packageType").Attribute("name")!.Value.Should().Be("Template");
    }

    private PackageFile Open(string id, string extension = "nupkg")
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);
        return packages.Open(id, extension);
    }
}
