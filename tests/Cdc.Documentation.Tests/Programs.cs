using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cdc.Documentation.Tests;

/// <summary>Compiles and runs what the pages show.</summary>
internal static class Programs
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

    public static CSharpCompilation Compile(CodeBlock block)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var tree = CSharpSyntaxTree.ParseText(block.Text, options, block.ToString());
        var isProgram = tree.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        return CSharpCompilation.Create(
            $"Block{block.Line}",
            [tree, CSharpSyntaxTree.ParseText(ImplicitUsings, options), .. OfOthers(block, options)],
            _references,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    public static Assembly Load(CodeBlock block)
    {
        using var assembly = new MemoryStream();
        Compile(block).Emit(assembly).Success.Should().BeTrue("{0} compiles", block);
        return Assembly.Load(assembly.ToArray());
    }

    /// <summary>Runs the program that a block is, with an input that is at its end.</summary>
    /// <returns>The lines that it prints.</returns>
    public static async Task<string[]> RunAsync(CodeBlock block)
    {
        var main = Load(block).EntryPoint!;
        var (before, input) = (Console.Out, Console.In);
        using var output = new StringWriter();
        Console.SetOut(output);
        Console.SetIn(TextReader.Null);
        try
        {
            await Task.Run(() => main.Invoke(null, [Array.Empty<string>()]));
        }
        finally
        {
            Console.SetOut(before);
            Console.SetIn(input);
        }

        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // These packages' members are not annotated, as the real ones are not.
    private static IEnumerable<SyntaxTree> OfOthers(CodeBlock block, CSharpParseOptions options) =>
        block.Text.Contains("using Amazon.SimpleNotificationService;", StringComparison.Ordinal) || block.Text.Contains("using Amazon.Lambda.DynamoDBEvents;", StringComparison.Ordinal)
            ? [CSharpSyntaxTree.ParseText("#nullable disable\n" + PackagesOfOthers.Declarations, options)]
            : [];
}
