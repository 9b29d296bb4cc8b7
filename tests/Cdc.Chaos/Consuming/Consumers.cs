using System.Globalization;
using Cdc.Chaos.Chains;
using Cdc.Chaos.Verifying;

namespace Cdc.Chaos.Consuming;

/// <summary>The consumer processes: always two, each of which works for every chain.</summary>
internal sealed class Consumers(IReadOnlyList<ChaosChain> chains, DirectoryInfo logs, int seed) : IDisposable
{
    private const int Count = 2;

    private readonly List<ConsumerProcess> _all = [];
    private readonly ConsumerProcess[] _running = new ConsumerProcess[Count];
    private readonly Chance _chance = new(seed, "kills");

    public int Kills { get; private set; }

    public void Start()
    {
        for (var slot = 0; slot < Count; slot++) StartIn(slot);
    }

    /// <summary>Kills one of them in the middle of its work, and starts another.</summary>
    /// <param name="writing">The writing. Once it is over, there may be no work to kill the process in the middle of.</param>
    /// <param name="cancellationToken">Ends the wait until the process has begun to work.</param>
    public async Task KillOneAsync(Task writing, CancellationToken cancellationToken)
    {
        var slot = _chance.Next(Count);
        while (!_running[slot].HasWorked && !writing.IsCompleted)
        {
            RequireAlive();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        await _running[slot].KillAsync();
        Kills++;
        StartIn(slot);
    }

    /// <summary>Lets all stop in order.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Select(process => process.StopAsync(cancellationToken)));

    /// <exception cref="InvalidOperationException">One has ended by itself.</exception>
    public void RequireAlive() => Array.ForEach(_running, process => process.RequireAlive());

    /// <summary>Reads what all of them did for a chain, once they have ended.</summary>
    public IReadOnlyList<ConsumerLog> LogsOf(int chain) => [.. _all.Select(process => process.LogOf(chain))];

    public void Dispose() => _all.ForEach(process => process.Dispose());

    private void StartIn(int slot)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"consumer-{_all.Count}");
        var tasks = chains.Select(chain => new ConsumerTask(
            chain.Endpoint, chain.QueueUrl, chain.DeadLetterQueueUrl, Path.Combine(logs.FullName, $"{name}-{chain.Name}.log"))).ToList();
        _running[slot] = new ConsumerProcess(name, seed, tasks);
        _all.Add(_running[slot]);
    }
}
