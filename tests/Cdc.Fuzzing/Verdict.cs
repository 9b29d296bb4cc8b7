namespace Cdc.Fuzzing;

/// <summary>How an input ended.</summary>
internal enum Outcome
{
    /// <summary>All that is in it was published or handled.</summary>
    Done,

    /// <summary>Something in it was reported as failed, and comes again.</summary>
    Reported,

    /// <summary>It was refused as a whole, by an error that is documented.</summary>
    Refused,
}

/// <summary>What a target says of an input.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Lost">What is gone that must not be, or came out other than it went in; null where nothing is.</param>
internal readonly record struct Verdict(Outcome Outcome, string? Lost = null)
{
    public static Verdict LostBecause(string reason) => new(Outcome.Reported, reason);
}
