using Amazon.Runtime;
using Cdc.Fuzzing.Inputs;
using Cdc.Publisher;

namespace Cdc.Fuzzing.Targets;

/// <summary>An SNS that works most of the time, and else fails in every way there is. It notes what reached it, and what it said.</summary>
internal sealed class ScriptedSns(Dice dice) : ISnsPublisher
{
    private readonly bool _isHealthy = dice.OneIn(2);

    public List<(string Message, bool IsConfirmed)> Sent { get; } = [];

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var fault = _isHealthy || dice.OneIn(2) ? 0 : dice.Next(7);
        var failing = entries.Where(_ => fault > 0 && dice.OneIn(2)).ToList();
        // A failure of nobody knows which entry, and an error, say nothing of the others.
        var isConfirmed = fault is 0 or 1 or 2 || (fault == 3 && failing.Count == 0);
        if (fault != 4) Sent.AddRange(entries.Except(failing).Select(entry => (entry.Message, isConfirmed)));
        return fault switch
        {
            4 or 5 => throw new HttpRequestException("The connection was closed."),
            6 => Task.FromException<IReadOnlyList<SnsFailure>>(new AmazonServiceException("No.") { ErrorCode = dice.OneIn(2) ? "Throttling" : "InvalidParameter" }),
            _ => Task.FromResult<IReadOnlyList<SnsFailure>>([.. failing.Select(entry => FailureOf(entry, fault))]),
        };
    }

    private static SnsFailure FailureOf(SnsEntry entry, int fault) => fault switch
    {
        1 => new SnsFailure(entry.Id, "InternalError", "No.", senderFault: false),
        2 => new SnsFailure(entry.Id, "InvalidParameter", "No.", senderFault: true),
        _ => new SnsFailure("no such entry", "InvalidParameter", "No.", senderFault: true),
    };
}
