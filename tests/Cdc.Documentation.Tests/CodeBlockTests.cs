using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cdc.Documentation.Tests;

/// <summary>What readers copy from the pages must compile as it stands.</summary>
public sealed class CodeBlockTests
{
    // What ImplicitUsings gives a Microsoft.NET.Sdk project.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly List<PortableExecutableReference> _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    public static TheoryData<CodeBlock> Blocks =>
        [.. Repository.Pages.SelectMany(CodeBlock.Of).Where(block => block.Language == "csharp")];

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public void CSharpBlock_AsItStands_CompilesWithoutWarnings(CodeBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var messages = Compile(block).GetDiagnostics().Where(message => message.Severity is DiagnosticSeverity.Error or DiagnosticSeverity.Warning);
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

    [Fact]
    public async Task TestingPage_ItsChain_RunsAndPrintsTheKey()
    {
        var block = CodeBlock.Of("docs/testing.md").First(block => block.Language == "csharp");
        using var assembly = new MemoryStream();
        Compile(block).Emit(assembly).Success.Should().BeTrue();

        var main = Assembly.Load(assembly.ToArray()).EntryPoint!;
        var output = await CaptureOutputAsync(() => Task.Run(() => main.Invoke(null, [Array.Empty<string>()])));

        output.Trim().Should().Be("o-1");
    }

    private static async Task<string> CaptureOutputAsync(Func<Task> run)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            await run();
        }
        finally
        {
            Console.SetOut(before);
        }

        return output.ToString();
    }

    private static CSharpCompilation Compile(CodeBlock block)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var tree = CSharpSyntaxTree.ParseText(block.Text, options, block.ToString());
        var isProgram = tree.GetCompilationUnitRoot().Members.Any(member => member is Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax);
        return CSharpCompilation.Create(
            $"Block{block.Line}",
            [tree, CSharpSyntaxTree.ParseText(ImplicitUsings, options), .. OfOthers(block, options)],
            _references,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    // These packages' members are not annotated, as the real ones are not.
    private static IEnumerable<SyntaxTree> OfOthers(CodeBlock block, CSharpParseOptions options) =>
        block.Text.Contains("using Amazon.SimpleNotificationService;", StringComparison.Ordinal) || block.Text.Contains("using Amazon.Lambda.DynamoDBEvents;", StringComparison.Ordinal)
            ? [CSharpSyntaxTree.ParseText("#nullable disable\n" + PackagesOfOthers.Declarations, options)]
            : [];
}
