using Cdc.Publisher;
using Cdc.Snapshot.Composing;
using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Pacing;
using Cdc.Snapshot.Telemetry;

namespace Cdc.Snapshot.Sending;

/// <summary>Sends messages to a queue's URL or a topic's ARN until it has taken them all.</summary>
internal sealed class MessageSender(ISnsPublisher publisher, string target, int maxCalls, PatientCalls retries, Pace pace, SnapshotTelemetry telemetry) : IDisposable
{
    private const string What = "Sending";

    private readonly SemaphoreSlim _calls = new(maxCalls, maxCalls);

    /// <exception cref="CdcSnapshotException">The target will not take them.</exception>
    public Task SendAsync(IReadOnlyList<IReadOnlyList<SnapshotMessage>> calls, CancellationToken cancellationToken) =>
        Task.WhenAll(calls.Select(call => SendCallAsync(call, cancellationToken)));

    public void Dispose() => _calls.Dispose();

    private async Task SendCallAsync(IReadOnlyList<SnapshotMessage> call, CancellationToken cancellationToken)
    {
        await _calls.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await pace.TakeAsync(call.Sum(message => message.Items), cancellationToken).ConfigureAwait(false);
            for (var tries = 1; call.Count > 0; tries++)
            {
                var entries = call.Select(message => message.Entry).ToList();
                var failures = await retries.RunAsync(What, () => publisher.PublishBatchAsync(target, entries, cancellationToken), Advice, cancellationToken).ConfigureAwait(false);
                var left = Left(call, failures);
                telemetry.Sent(call.Count - left.Count, call.Sum(message => message.Items) - left.Sum(message => message.Items));
                call = left;
                if (call.Count > 0) await retries.WaitAsync(What, OneLine.Of(failures[0].Code), tries, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _calls.Release();
        }
    }

    /// <summary>The messages that are to be sent again.</summary>
    private static IReadOnlyList<SnapshotMessage> Left(IReadOnlyList<SnapshotMessage> call, IReadOnlyList<SnsFailure> failures)
    {
        if (failures.FirstOrDefault(failure => failure.SenderFault && !CallFault.IsPassing(failure.Code)) is { } refused)
            throw new CdcSnapshotException($"The target refused a message: {refused.Code}: {refused.Message}");
        if (failures.Count == 0) return [];
        var failed = failures.Select(failure => failure.Id).ToHashSet(StringComparer.Ordinal);
        var left = call.Where(message => failed.Contains(message.Entry.Id)).ToList();
        // A failure that names no message of the call could be any of them.
        return left.Count == failed.Count ? left : call;
    }

    /// <summary>What to do about a target that takes nothing.</summary>
    public static string Advice(Exception error) =>
        CallFault.IsMissing(error) ? "There is no such queue or topic in this account and Region."
        : CallFault.IsDenied(error) ? "The credentials lack a permission: sqs:SendMessage on the queue or sns:Publish on the topic, and kms:GenerateDataKey and kms:Decrypt on the key of an encrypted one."
        : PatientCalls.Explanation(error);
}
