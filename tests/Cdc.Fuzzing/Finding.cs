namespace Cdc.Fuzzing;

/// <summary>What may not happen.</summary>
internal enum FindingKind
{
    /// <summary>An exception that is not documented.</summary>
    Crash,

    /// <summary>No end within <see cref="FuzzSettings.HangAfter"/>.</summary>
    Hang,

    /// <summary>A record or message that was neither published or handled, nor reported, or an envelope that is not its record's.</summary>
    Lost,

    /// <summary>More memory allocated than <see cref="AllocationBound"/> allows.</summary>
    Allocation,
}

/// <summary>An input that failed.</summary>
/// <param name="Index">Its number in the run, which makes it again.</param>
/// <param name="Kind">How it failed.</param>
/// <param name="Target">What it was given to.</param>
/// <param name="What">A line about it.</param>
/// <param name="Input">Its bytes.</param>
internal sealed record Finding(long Index, FindingKind Kind, string Target, string What, byte[] Input);
