using System.Reflection;
using ArchUnitNET.Loader;

namespace Cdc.Architecture.Tests;

/// <summary>The packages' assemblies, by the packages' names.</summary>
internal static class Packages
{
    private static readonly Dictionary<string, ArchUnitNET.Domain.Architecture> _loaded = All.ToDictionary(
        name => name, name => new ArchLoader().LoadAssembly(Assembly.Load(name)).Build());

    /// <summary>Every package with an assembly.</summary>
    public static IReadOnlyList<string> All => ["Cdc.Core", "Cdc.Publisher", "Cdc.Lambda", "Cdc.Consumer", "Cdc.Worker", "Cdc.Testing", "Cdc.Aspire.Hosting"];

    public static ArchUnitNET.Domain.Architecture Of(string name) => _loaded[name];
}
