namespace Cdc.Packages.Tests;

/// <summary>The projects that a page shows.</summary>
internal sealed class Page
{
    private readonly string _text;

    private Page(string path) => _text = File.ReadAllText(Path.Combine(Repository.Root, path));

    public static Page Readme { get; } = new("README.md");

    public static Page QueueFunction { get; } = new(Path.Combine("docs", "queue-function.md"));

    /// <summary>The block of a language in which a text stands, with the version of the packages that are tested.</summary>
    public string Block(string language, string text, string version)
    {
        var block = _text.Split("```").Where((_, index) => index % 2 == 1)
            .Single(one => one.StartsWith(language + "\n", StringComparison.Ordinal) && one.Contains(text, StringComparison.Ordinal))[(language.Length + 1)..];
        return language == "xml" ? WithVersion(block, version) : block;
    }

    private static string WithVersion(string project, string version)
    {
        var said = $"""Version="{Repository.Version}" """.TrimEnd();
        if (!project.Contains(said, StringComparison.Ordinal)) throw new InvalidOperationException($"The page's project does not name version {Repository.Version}:\n{project}");
        return project.Replace(said, $"""Version="{version}" """.TrimEnd(), StringComparison.Ordinal);
    }
}
