using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cdc.Architecture.Tests;

/// <summary>A public record can get another member without breaking whoever makes or reads it.</summary>
public sealed class RecordTests
{
    public static TheoryData<string> All => [.. Packages.All];

    [Theory]
    [MemberData(nameof(All))]
    public void PublicRecords_OfAPackage_AreNotPositional(string package) =>
        Assembly.Load(package).GetExportedTypes().Where(IsPositional).Select(type => type.Name).Should().BeEmpty();

    [Fact]
    public void IsPositional_Records_TellsThemApart()
    {
        IsPositional(typeof(Positional)).Should().BeTrue();
        IsPositional(typeof(Plain)).Should().BeFalse();
    }

    // The compiler makes the method for a record's parameters; one that is written by hand is meant.
    private static bool IsPositional(Type type) =>
        type.GetMethods().Any(method => method.Name == "Deconstruct" && method.IsDefined(typeof(CompilerGeneratedAttribute)));

    private sealed record Positional(int Number);

    private sealed record Plain
    {
        public int Number { get; init; }

        public void Deconstruct(out int number) => number = Number;
    }
}
