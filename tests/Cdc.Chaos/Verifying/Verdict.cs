namespace Cdc.Chaos.Verifying;

/// <summary>Which promise is broken.</summary>
internal enum ViolationKind
{
    Lost,
    OutOfOrder,
}

/// <summary>One broken promise.</summary>
internal sealed record Violation(ViolationKind Kind, string What);

/// <summary>The verdict on a chain's history.</summary>
/// <param name="Violations">Every broken promise.</param>
/// <param name="Changes">How many changes there were.</param>
/// <param name="Absorbed">How many messages were deleted without running the handler, as their change or a newer one of its key was handled.</param>
internal sealed record Verdict(IReadOnlyList<Violation> Violations, int Changes, int Absorbed);
