namespace Cdc.Packages.Tests;

/// <summary>What this machine has of what making and installing packages needs. Null where nothing is missing, and in CI, where nothing may be.</summary>
internal static class Toolchain
{
    private static readonly bool _isCi = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Gets why packages cannot be made here.</summary>
    public static string? NoPacking { get; } = Missing(
        (CommandPath.Has("bash"), "bash is not on PATH, and build/pack.sh needs it."),
        (Path.Exists(Path.Combine(Repository.Root, ".git")), "This is no git clone, and packages name the commit that they were made of."));

    /// <summary>Gets why native code cannot be made here.</summary>
    public static string? NoNativeCode { get; } = NoPacking ?? Missing(
        (OperatingSystem.IsLinux(), "A native function is made on Linux."),
        (CommandPath.Has("clang") || CommandPath.Has("gcc"), "Neither clang nor gcc is on PATH; one of them links native code."));

    private static string? Missing(params (bool Is, string Otherwise)[] needed) => _isCi ? null : needed.FirstOrDefault(one => !one.Is).Otherwise;
}
