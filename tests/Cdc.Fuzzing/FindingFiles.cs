using System.Globalization;

namespace Cdc.Fuzzing;

/// <summary>Writes the inputs that failed to files, base64.</summary>
internal sealed class FindingFiles(DirectoryInfo folder, ulong seed)
{
    private readonly Lock _gate = new();

    /// <summary>Writes a finding's input, and a line about it to the console.</summary>
    public void Write(Finding finding)
    {
        var kind = finding.Kind.ToString().ToLowerInvariant();
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{seed}-{finding.Index}.txt");
        lock (_gate)
        {
            folder.Create();
            File.WriteAllText(Path.Combine(folder.FullName, name), Convert.ToBase64String(finding.Input) + "\n");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{kind}: {finding.Target}, input {finding.Index}, {finding.Input.Length} bytes: {finding.What.ReplaceLineEndings(" ")} Again: build/fuzz.sh --seed {seed} --only {finding.Index}"));
        }
    }
}
