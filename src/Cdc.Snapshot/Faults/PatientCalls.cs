using Cdc.Retries;
using Cdc.Snapshot.Logging;
using Cdc.Snapshot.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Faults;

/// <summary>Tries again what fails for something that passes, for as long as it takes: throttling only makes a snapshot slower.</summary>
internal sealed class PatientCalls(TimeSpan first, TimeSpan longest, SnapshotTelemetry telemetry, TimeProvider time, ILogger logger)
{
    /// <param name="what">What is done, as the beginning of a sentence.</param>
    /// <param name="call">Does it.</param>
    /// <param name="advice">What to say where it fails for good.</param>
    /// <param name="cancellationToken">Ends the waits, and the trying.</param>
    /// <exception cref="CdcSnapshotException">It failed for something that does not pass.</exception>
    public async Task<T> RunAsync<T>(string what, Func<Task<T>> call, Func<Exception, string> advice, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception error) when (error is not CdcSnapshotException && !(error is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                if (!CallFault.IsPassing(error)) throw new CdcSnapshotException($"{what} failed. {advice(error)}", error);
                await WaitAsync(what, CallFault.CodeOf(error), failures, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits after a failure, longer each time.</summary>
    public Task WaitAsync(string what, string code, int failures, CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // Jitter is no secret.
        var delay = Backoff.After(failures, first, longest, Random.Shared.NextDouble());
#pragma warning restore CA5394
        telemetry.Retried(code);
        SnapshotLog.TryingAgain(logger, what, code, Math.Round(delay.TotalMilliseconds));
        return Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(delay.TotalMilliseconds))), time, cancellationToken);
    }

    /// <summary>What to say of a failure that nothing more is known of.</summary>
    public static string Explanation(Exception error) => $"{CallFault.CodeOf(error)}: {error.Message}";
}
