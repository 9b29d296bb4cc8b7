namespace Cdc.Tests.Files;

/// <summary>The commands that this machine has.</summary>
internal static class CommandPath
{
    public static bool Has(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && (File.Exists(Path.Combine(folder, command)) || File.Exists(Path.Combine(folder, command + ".exe"))));
}
