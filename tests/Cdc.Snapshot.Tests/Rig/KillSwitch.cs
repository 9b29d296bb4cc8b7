using Cdc.Publisher;

namespace Cdc.Snapshot.Tests.Rig;

/// <summary>Kills a process at one of its steps: from then on nothing that it does has an effect.</summary>
/// <param name="at">The step, counted from 1.</param>
internal sealed class KillSwitch(int at) : IDisposable
{
    private readonly CancellationTokenSource _killed = new();
    private int _steps;

    public CancellationToken Killed => _killed.Token;

    public void Step()
    {
        if (Interlocked.Increment(ref _steps) == at) _killed.Cancel();
        if (_killed.IsCancellationRequested) throw new ProcessKilledException();
    }

    public ISnapshotProgressStore Of(ISnapshotProgressStore store) => new Store(this, store);

    public ISnsPublisher Of(ISnsPublisher publisher) => new Publisher(this, publisher);

    public void Dispose() => _killed.Dispose();

    public sealed class ProcessKilledException : Exception;

    private sealed class Store(KillSwitch kill, ISnapshotProgressStore store) : ISnapshotProgressStore
    {
        public Task PrepareAsync(CancellationToken cancellationToken) => StepAsync(() => DoneAsync(store.PrepareAsync(cancellationToken)));

        public Task<SnapshotState?> FindAsync(string snapshotId, CancellationToken cancellationToken) => StepAsync(() => store.FindAsync(snapshotId, cancellationToken));

        public Task<bool> CreateAsync(SnapshotDefinition definition, CancellationToken cancellationToken) => StepAsync(() => store.CreateAsync(definition, cancellationToken));

        public Task<bool> SetStatusAsync(string snapshotId, SnapshotStatus expected, SnapshotStatus wanted, CancellationToken cancellationToken) =>
            StepAsync(() => store.SetStatusAsync(snapshotId, expected, wanted, cancellationToken));

        public Task<bool> WriteSegmentAsync(string snapshotId, SnapshotSegment segment, CancellationToken cancellationToken) => StepAsync(() => store.WriteSegmentAsync(snapshotId, segment, cancellationToken));

        // A process dies before a call, or when it is done and nobody has heard of it.
        private async Task<T> StepAsync<T>(Func<Task<T>> call)
        {
            kill.Step();
            var answer = await call();
            kill.Step();
            return answer;
        }

        private static async Task<bool> DoneAsync(Task call)
        {
            await call;
            return true;
        }
    }

    private sealed class Publisher(KillSwitch kill, ISnsPublisher publisher) : ISnsPublisher
    {
        public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
        {
            kill.Step();
            var answer = await publisher.PublishBatchAsync(topicArn, entries, cancellationToken);
            kill.Step();
            return answer;
        }
    }
}
