namespace OrdersDemo.StreamFunction.Tests;

/// <summary>The native executable out of its package, as a custom runtime starts it.</summary>
public sealed class NativeFunctionTests(NativePackage package) : FunctionContract, IClassFixture<NativePackage>
{
    protected override IReadOnlyList<string> Command => [Path.Combine(package.Folder, "bootstrap")];

    protected override string? Absent => PackagingScript.Absent;

    [SkippableFact]
    public void Package_Native_HoldsTheBootstrapAlone()
    {
        Skip.If(Absent is not null, Absent);

        Directory.GetFileSystemEntries(package.Folder).Select(Path.GetFileName).Should().Equal("bootstrap");
        package.Output.Should().Contain("provided.al2023");
        package.Handler.Should().Be("bootstrap");
    }
}
