namespace OrdersDemo.StreamFunction.Tests;

/// <summary>The executable out of its package, as the bootstrap of the managed runtime starts a handler without <c>::</c>.</summary>
public sealed class ManagedFunctionTests(ManagedPackage package) : FunctionContract, IClassFixture<ManagedPackage>
{
    protected override IReadOnlyList<string> Command => ["dotnet", "exec", Path.Combine(package.Folder, $"{package.Handler}.dll")];

    protected override string? Absent => PackagingScript.Absent;

    [SkippableFact]
    public void Package_Managed_HoldsTheAssemblyThatItsHandlerNames()
    {
        Skip.If(Absent is not null, Absent);

        package.Output.Should().MatchRegex("Runtime +dotnet10");
        package.Handler.Should().Be("OrdersDemo.StreamFunction");
        Directory.GetFiles(package.Folder).Select(Path.GetFileName).Should()
            .Contain(["OrdersDemo.StreamFunction.dll", "OrdersDemo.StreamFunction.deps.json", "OrdersDemo.StreamFunction.runtimeconfig.json", "Cdc.Lambda.dll"])
            .And.NotContain(name => name!.StartsWith("Amazon.Lambda.", StringComparison.Ordinal));
    }
}
