using System.Runtime.Loader;

namespace OrdersDemo.Bootstrap.Tests;

/// <summary>The package for the managed runtime, and the script that makes it.</summary>
public sealed class ManagedPackageTests
{
    [SkippableFact]
    public async Task Package_Managed_HoldsTheMethodThatItsHandlerStringNames()
    {
        Skip.If(PackagingScript.Absent is not null, PackagingScript.Absent);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (content, output) = await PackagingScript.UnpackAsync("managed", folder.FullName);
            var handler = output.Split('\n').Single(line => line.StartsWith("Handler", StringComparison.Ordinal))["Handler".Length..].Trim().Split("::");
            var assembly = Path.Combine(content, handler[0] + ".dll");

            output.Should().MatchRegex("Runtime +dotnet10");
            File.Exists(Path.ChangeExtension(assembly, "runtimeconfig.json")).Should().BeTrue("the managed runtime starts a class library by it");
            var method = new PackageContext(assembly).LoadFromAssemblyPath(assembly).GetType(handler[1])!.GetMethod(handler[2])!;
            method.GetParameters().Should().ContainSingle().Which.ParameterType.Should().Be<Stream>();
            method.ReturnType.Should().Be<Task<Stream>>();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableTheory]
    [InlineData(0, "Usage:", "--help")]
    [InlineData(1, "'--naive' is no option", "--naive")]
    [InlineData(1, "--arch needs a value", "--arch")]
    [InlineData(1, "--arch takes x64 or arm64, not 'mips'", "--arch", "mips")]
    public async Task Script_Arguments_AreExplained(int exitCode, string said, params string[] arguments)
    {
        Skip.If(PackagingScript.Absent is not null, PackagingScript.Absent);

        var run = await PackagingScript.RunAsync(arguments);

        run.ExitCode.Should().Be(exitCode);
        run.Output.Should().Contain(said);
    }

    private sealed class PackageContext(string assembly) : AssemblyLoadContext
    {
        private readonly AssemblyDependencyResolver _package = new(assembly);

        protected override System.Reflection.Assembly? Load(System.Reflection.AssemblyName assemblyName) =>
            _package.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
