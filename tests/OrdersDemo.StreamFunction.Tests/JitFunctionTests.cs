namespace OrdersDemo.StreamFunction.Tests;

/// <summary>The executable on the .NET runtime, as it is built.</summary>
public sealed class JitFunctionTests : FunctionContract
{
    protected override IReadOnlyList<string> Command { get; } = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "OrdersDemo.StreamFunction.dll")];
}
