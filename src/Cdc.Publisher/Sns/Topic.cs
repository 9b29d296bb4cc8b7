namespace Cdc.Publisher.Sns;

/// <summary>A topic that changes go to, and what its messages may be.</summary>
/// <param name="Arn">The topic's ARN.</param>
internal sealed record Topic(string Arn)
{
    /// <summary>The bytes of a message and of a call.</summary>
    public int MaxBytes { get; init; } = SnsLimits.MaxBytes;

    /// <summary>How many changes a message may have.</summary>
    public int MaxChanges { get; init; } = 1;

    /// <summary>The bytes of a message that has more than one change.</summary>
    public int MaxPackedBytes { get; init; } = SnsLimits.BilledBytes;

    public bool IsFifo { get; } = Arn.EndsWith(".fifo", StringComparison.Ordinal);

    // Each record and each call asks for these two.
    public string Name { get; } = Arn[(Arn.LastIndexOf(':') + 1)..];

    /// <summary>The Region that the ARN names; null where it is none.</summary>
    public string? Region { get; } = RegionOf(Arn);

    /// <summary>The Region that an ARN names; null where it is none.</summary>
    public static string? RegionOf(string arn) => IsArn(arn) ? arn.Split(':')[3] : null;

    public static bool IsArn(string text)
    {
        var parts = text.Split(':');
        return !text.Any(char.IsWhiteSpace) && parts is ["arn", { Length: > 0 }, "sns", { Length: > 0 }, { Length: > 0 }, { Length: > 0 }];
    }
}
