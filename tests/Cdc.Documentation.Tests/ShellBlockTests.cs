using System.Diagnostics;
using System.Text.RegularExpressions;
using Cdc.Testing;
using Cdc.Tests.Emulators;

namespace Cdc.Documentation.Tests;

/// <summary>
/// Every command that the pages show is run: by the test here, or by what the comment above the block names, which must mention each script and project of it; or
/// the comment says why it is not.
/// </summary>
public sealed partial class ShellBlockTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    public static TheoryData<CodeBlock> Blocks => [.. All];

    public static TheoryData<CodeBlock> BlocksToRun => [.. All.Where(block => MarkOf(block).Groups["here"].Success)];

    private static IEnumerable<CodeBlock> All =>
        Repository.Pages.SelectMany(CodeBlock.Of).Where(block => block.Language is "sh" or "bash" or "shell" or "console");

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public void ShellBlock_OfAPage_IsRunSomewhereOrSaysWhyNot(CodeBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var mark = MarkOf(block);
        mark.Success.Should().BeTrue("{0} needs a comment on the line above: run: here, run by: <files>, or not run: <reason>", block);
        if (!mark.Groups["files"].Success) return;
        var runners = mark.Groups["files"].Value.Split(", ").Select(file => File.ReadAllText(Path.Combine(Repository.Root, file))).ToList();

        var named = Program().Matches(block.Text).Select(match => match.Value).Distinct();

        named.Where(name => !runners.Exists(text => text.Contains(Path.GetFileName(name), StringComparison.Ordinal))).Should().BeEmpty();
    }

    [SkippableTheory]
    [MemberData(nameof(BlocksToRun), DisableDiscoveryEnumeration = true)]
    public async Task ShellBlock_OnLocalAws_Succeeds(CodeBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        Skip.If(!EmulatorProcess.IsOnPath("aws") && Environment.GetEnvironmentVariable("CI") != "true", "aws is not on PATH; 'pip install awscli' puts it there.");
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);
        var home = Directory.CreateTempSubdirectory();
        var start = new ProcessStartInfo("/bin/sh", ["-e"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        (string Name, string Value)[] settings =
        [
            ("HOME", home.FullName), ("AWS_ENDPOINT_URL", server.Url.ToString()), ("AWS_REGION", aws.Options.Region), ("AWS_DEFAULT_REGION", aws.Options.Region),
            ("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local"), ("AWS_PAGER", ""),
        ];
        foreach (var (name, value) in settings) start.Environment[name] = value;

        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEndAsync();
        await shell.StandardInput.WriteAsync(block.Text.Replace("http://127.0.0.1:4566", server.Url.ToString(), StringComparison.Ordinal));
        shell.StandardInput.Close();
        await shell.WaitForExitAsync().WaitAsync(_patience);
        home.Delete(recursive: true);

        shell.ExitCode.Should().Be(0, "{0} says {1}{2}", block, await output, await errors);
    }

    private static Match MarkOf(CodeBlock block) => Mark().Match(File.ReadAllLines(Path.Combine(Repository.Root, block.Page))[block.Line - 2]);

    [GeneratedRegex(@"^\s*<!-- (?:(?<here>run: here)|run by: (?<files>[^;]+?)(?:; not run: .+)?|not run: .+) -->$")]
    private static partial Regex Mark();

    /// <summary>A script or a project.</summary>
    [GeneratedRegex(@"(?:[\w./-]+\.sh|samples/\w+)\b")]
    private static partial Regex Program();
}
