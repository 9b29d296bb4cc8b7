namespace OrdersDemo.Bootstrap.Tests;

/// <summary>The native executable out of its package, as Lambda would unpack and start it.</summary>
public sealed class NativeFunctionTests(NativeFunction function) : FunctionContract, IClassFixture<NativeFunction>
{
    protected override IReadOnlyList<string> Command => [function.Path];

    protected override string? Absent => PackagingScript.Absent;

    [SkippableFact]
    public void Package_Native_HoldsTheBootstrapAlone()
    {
        Skip.If(Absent is not null, Absent);

        Directory.GetFileSystemEntries(Path.GetDirectoryName(function.Path)!).Should().Equal(function.Path);
        function.Output.Should().Contain("provided.al2023");
    }
}
