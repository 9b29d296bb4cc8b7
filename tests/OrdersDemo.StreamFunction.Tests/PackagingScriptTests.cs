namespace OrdersDemo.StreamFunction.Tests;

/// <summary>The script that makes the packages.</summary>
public sealed class PackagingScriptTests
{
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
}
