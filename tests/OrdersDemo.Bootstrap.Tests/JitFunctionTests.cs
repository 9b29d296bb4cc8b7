namespace OrdersDemo.Bootstrap.Tests;

/// <summary>The executable on the .NET runtime.</summary>
public sealed class JitFunctionTests : FunctionContract
{
    protected override IReadOnlyList<string> Command { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "bootstrap.dll")];
}
