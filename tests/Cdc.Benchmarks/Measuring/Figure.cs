namespace Cdc.Benchmarks.Measuring;

/// <summary>One measured value.</summary>
/// <param name="Name">Its name in the report; stays the same from version to version.</param>
/// <param name="Value">The value; null where it could not be measured.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Target">The target; null where the figure is for orientation.</param>
/// <param name="Absent">Why there is no value; null where there is one.</param>
internal sealed record Figure(string Name, double? Value, string Unit, Target? Target = null, string? Absent = null)
{
    /// <summary>Whether the target is met; null where there is none, or no value.</summary>
    public bool? IsMet => Value is { } value && Target is { } target ? target.IsMetBy(value) : null;
}
