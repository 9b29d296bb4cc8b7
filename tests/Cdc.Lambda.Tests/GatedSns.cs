using System.Threading.Channels;

namespace Cdc.Lambda.Tests;

/// <summary>An SNS whose calls end when a test says so, and as it says.</summary>
public sealed class GatedSns : ISnsPublisher
{
    private readonly Channel<GatedCall> _calls = Channel.CreateUnbounded<GatedCall>();

    public ChannelReader<GatedCall> Calls => _calls.Reader;

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
