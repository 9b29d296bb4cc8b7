using Microsoft.CodeAnalysis;

namespace Cdc.Documentation.Tests;

/// <summary>What readers copy from the pages must compile as it stands.</summary>
public sealed class CodeBlockTests
{
    public static TheoryData<CodeBlock> Blocks =>
        [.. Repository.Pages.SelectMany(CodeBlock.Of).Where(block => block.Language == "csharp")];

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public void CSharpBlock_AsItStands_CompilesWithoutWarnings(CodeBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var messages = Programs.Compile(block).GetDiagnostics().Where(message => message.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning);
        messages.Select(message => message.ToString()).Should().BeEmpty("{0} is for copying", block);
    }

    [Theory]
    [InlineData("README.md")]
    public void ReadmePrograms_ForAFunctionAndForAService_AreThere(string page)
    {
        var programs = CodeBlock.Of(page).Where(block => block.Language == "csharp").Select(block => block.Text).ToList();

        programs.Should().ContainSingle(text => text.Contains(": CdcStreamHandler", StringComparison.Ordinal));
        programs.Should().ContainSingle(text => text.Contains("AddCdcConsumer", StringComparison.Ordinal));
    }
}
