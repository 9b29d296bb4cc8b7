using System.Threading.Channels;

namespace Cdc.Publisher.Tests.Fakes;

/// <summary>An SNS whose calls end when a test says so, and as it says.</summary>
public sealed class GatedSns : ISnsPublisher
{
    private readonly Channel<GatedCall> _calls = Channel.CreateUnbounded<GatedCall>();

    public ChannelReader<GatedCall> Calls => _calls.Reader;

    /// <summary>Ends one of the calls under way after the other until the publishing is done.</summary>
    /// <param name="publishing">What calls.</param>
    /// <param name="end">Given the calls under way, ends one, and says which.</param>
    public async Task EndCallsAsync(Task publishing, Func<IReadOnlyList<GatedCall>, GatedCall> end)
    {
        var underWay = new List<GatedCall>();
        while (!publishing.IsCompleted)
        {
            if (underWay.Count == 0) await Task.WhenAny(Calls.WaitToReadAsync().AsTask(), publishing);
            while (Calls.TryRead(out var started)) underWay.Add(started);
            if (underWay.Count > 0) underWay.Remove(end(underWay));
        }
    }

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var call = new GatedCall(entries, cancellationToken) { TopicArn = topicArn };
        _calls.Writer.TryWrite(call);
        return call.Answer.Task.WaitAsync(cancellationToken);
    }
}

/// <summary>A call that is under way.</summary>
public sealed record GatedCall(IReadOnlyList<SnsEntry> Entries, CancellationToken CancellationToken)
{
    public string TopicArn { get; init; } = "";

    public TaskCompletionSource<IReadOnlyList<SnsFailure>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Succeed() => Answer.SetResult([]);
}
