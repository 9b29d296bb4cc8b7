namespace Cdc.Consumer.Tests.Properties;

/// <summary>What is to become of a message in the end.</summary>
public enum Fate
{
    Handled,
    Rejected,
    Unreadable,
}

/// <summary>A message, and what its handler does: it takes some seconds each time, and fails some times first.</summary>
public sealed record Sent(int Key, int Failures, Fate Fate, int Seconds)
{
    public const int Keys = 4;
}

/// <summary>How the queue and the consumer are set up, and at which second the consumer is stopped and another one started.</summary>
public sealed record Setup(bool Fifo, bool Coalesce, bool Marks, int Concurrency, int MaxHeld, int StopAt);

/// <summary>The faults of the queue: their seed, and how likely they are.</summary>
public sealed record Trouble(int Seed, double Probability);
