namespace Cdc.Publisher.Sns;

/// <summary>A topic that changes go to.</summary>
internal sealed record Topic(string Arn)
{
    public bool IsFifo { get; } = Arn.EndsWith(".fifo", StringComparison.Ordinal);

    public string Name => Arn[(Arn.LastIndexOf(':') + 1)..];

    public static bool IsArn(string text)
    {
        var parts = text.Split(':');
        return !text.Any(char.IsWhiteSpace) && parts is ["arn", { Length: > 0 }, "sns", { Length: > 0 }, { Length: > 0 }, { Length: > 0 }];
    }
}
