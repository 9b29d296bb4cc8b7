namespace Cdc.Benchmarks.Measuring;

/// <summary>What a benchmark found.</summary>
/// <param name="Name">The benchmark's name, and its file's.</param>
/// <param name="IsQuick">Whether it took the short way.</param>
/// <param name="Figures">What was measured, in the order of the table.</param>
internal sealed record Report(string Name, bool IsQuick, IReadOnlyList<Figure> Figures);
