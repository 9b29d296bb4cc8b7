using System.Reflection;

namespace Cdc.Architecture.Tests;

/// <summary>The packages point one way.</summary>
public sealed class DependencyTests
{
    /// <summary>Each package with all of ours that it may know.</summary>
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Cdc.Core", [] },
        { "Cdc.Publisher", ["Cdc.Core"] },
        { "Cdc.Lambda", ["Cdc.Core", "Cdc.Publisher"] },
        { "Cdc.Consumer", ["Cdc.Core"] },
        { "Cdc.Worker", ["Cdc.Core", "Cdc.Publisher"] },
        { "Cdc.Testing", ["Cdc.Core", "Cdc.Publisher", "Cdc.Lambda", "Cdc.Consumer", "Cdc.Worker"] },
        { "Cdc.Aspire.Hosting", ["Cdc.Testing"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Package_References_AreThoseThatTheDesignAllows(string package, string[] allowed) =>
        Assembly.Load(package).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Cdc.", StringComparison.Ordinal)).Should().BeSubsetOf(allowed);

    [Fact]
    public void Allowed_Packages_AreAll() => Allowed.Select(row => (string)((object[])row)[0]).Should().BeEquivalentTo(Packages.All);

    [Theory]
    [InlineData("Cdc.Core")]
    public void Package_OfTheEnvelope_KnowsNoNetworkAndNoLogging(string package) =>
        Assembly.Load(package).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Should().NotContain(name => name.StartsWith("System.Net", StringComparison.Ordinal)
                || name.StartsWith("AWSSDK", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal));
}
