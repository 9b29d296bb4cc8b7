using Cdc.Testing.DynamoDb.Streams;
using Cdc.Worker;
using Microsoft.Extensions.Hosting;

namespace Cdc.Testing.Chain;

/// <summary>Tells how far the changes of a table have left its stream.</summary>
internal abstract class ChainReader : IAsyncDisposable
{
    /// <summary>How many changes have not left the stream.</summary>
    public abstract Task<long> CountUnreadAsync(CancellationToken cancellationToken);

    /// <summary>How many changes were given up on their way to the topic.</summary>
    public abstract long GivenUp { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>Reads through a function.</summary>
    internal sealed class OfMapping(LocalEventSourceMapping mapping, TableStream stream) : ChainReader
    {
        public override long GivenUp => mapping.Progress.GivenUp;

        public override Task<long> CountUnreadAsync(CancellationToken cancellationToken)
        {
            // In this order: what is written meanwhile counts as unread.
            var past = mapping.Progress.Past;
            return Task.FromResult(stream.Written - past);
        }

        public override ValueTask DisposeAsync() => mapping.DisposeAsync();
    }

    /// <summary>Reads through a worker.</summary>
    internal sealed class OfWorker(IHost host, ILeaseStore leases, TableStream stream) : ChainReader
    {
        public override long GivenUp => 0;

        public override async Task<long> CountUnreadAsync(CancellationToken cancellationToken)
        {
            var known = (await leases.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(lease => lease.Key, StringComparer.Ordinal);
            return stream.Shards.Sum(shard => known.TryGetValue(shard.Id, out var lease) && lease.IsFinished
                ? 0L
                : stream.CountAfter(shard.Id, UInt128.TryParse(lease?.Checkpoint, out var checkpoint) ? checkpoint : 0));
        }

        public override async ValueTask DisposeAsync() => await HostedPart.StopAsync(host).ConfigureAwait(false);
    }
}
