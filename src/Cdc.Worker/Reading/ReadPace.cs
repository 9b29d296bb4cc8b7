namespace Cdc.Worker.Reading;

/// <summary>Says when a shard may be read again: at once where it had records, but never more often than DynamoDB allows.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html"/></remarks>
/// <param name="idle">How long to wait after a read without records.</param>
internal sealed class ReadPace(TimeSpan idle)
{
    /// <summary>Five reads a second and shard.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.2);

    private TimeSpan? _next;

    /// <summary>How long to wait yet, in whole milliseconds: a part of one would be no wait at all.</summary>
    public TimeSpan Wait(TimeSpan now) => _next is { } next && next > now ? TimeSpan.FromMilliseconds(Math.Ceiling((next - now).TotalMilliseconds)) : TimeSpan.Zero;

    /// <param name="began">When the read began.</param>
    /// <param name="records">How many records it brought.</param>
    public void Read(TimeSpan began, int records) => _next = began + (records > 0 ? Shortest : idle);
}
