using Cdc.Chaos.Chains;
using Cdc.Chaos.Consuming;
using Cdc.Chaos.Verifying;
using Cdc.Chaos.Writing;
using Cdc.Testing;

namespace Cdc.Chaos;

/// <summary>Runs the chains under faults and kills, lets them come to rest, and judges what they did.</summary>
/// <param name="plan">How long and how wild.</param>
/// <param name="logs">Where the consumers' logs go.</param>
/// <param name="tell">Gets messages about the progress.</param>
internal sealed class ChaosRun(ChaosPlan plan, DirectoryInfo logs, Action<string> tell)
{
    /// <summary>After how long without progress a chain counts as stuck, and is judged as it is.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(50);

    private readonly ChangeQuota _quota = new(plan.Changes);

    private int KillsDue => _quota.Taken / plan.ChangesPerKill;

    public async Task<ChaosResult> RunAsync(CancellationToken cancellationToken)
    {
        var chains = new List<ChaosChain>();
        try
        {
            chains.Add(await ChaosChain.StartAsync(plan, isFifo: false, _quota));
            chains.Add(await ChaosChain.StartAsync(plan, isFifo: true, _quota));
            using var consumers = new Consumers(chains, logs, plan.Seed);
            consumers.Start();
            await WriteAsync(chains, consumers, cancellationToken);
            await ComeToRestAsync(chains, consumers, cancellationToken);
            return await JudgeAsync(chains, consumers, cancellationToken);
        }
        finally
        {
            foreach (var chain in chains) await chain.DisposeAsync();
        }
    }

    private async Task WriteAsync(List<ChaosChain> chains, Consumers consumers, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var end = new CancellationTokenSource(plan.Duration ?? Timeout.InfiniteTimeSpan, TimeProvider.System);
        await using var closing = end.Token.UnsafeRegister(_ => _quota.Close(), null);
        var writing = Task.WhenAll(chains.Select(chain => chain.WriteAsync(failed.Token)));
        try
        {
            while (!writing.IsCompleted || consumers.Kills < KillsDue)
            {
                consumers.RequireAlive();
                if (consumers.Kills < KillsDue) await consumers.KillOneAsync(writing, cancellationToken);
                else await Task.Delay(_glance, TimeProvider.System, cancellationToken);
            }
        }
        catch
        {
            await failed.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await writing;
    }

    /// <summary>Ends the faults, waits until everything is accepted and handled, and ends the consumers.</summary>
    private async Task ComeToRestAsync(List<ChaosChain> chains, Consumers consumers, CancellationToken cancellationToken)
    {
        tell($"{chains.Sum(chain => chain.Written)} changes are written, {chains.Sum(chain => chain.Faults.Injected)} faults struck, {consumers.Kills} consumers were killed; coming to rest");
        foreach (var chain in chains) chain.Faults.Clear();
        await UntilAsync(chains, chain => Task.FromResult(chain.Written - chain.Accepted), cancellationToken);
        foreach (var chain in chains) await chain.StopMappingAsync();

        // Without consumers nobody holds a message any more, so there is no need to wait for what the killed ones held.
        await consumers.StopAsync(cancellationToken);
        foreach (var chain in chains) chain.EndVisibility();
        consumers.Start();
        await UntilAsync(chains, chain => chain.CountLeftAsync(), cancellationToken);
        await consumers.StopAsync(cancellationToken);
    }

    private async Task<ChaosResult> JudgeAsync(List<ChaosChain> chains, Consumers consumers, CancellationToken cancellationToken)
    {
        var verdicts = new List<(string, AwsFaults, Verdict)>();
        for (var index = 0; index < chains.Count; index++)
        {
            var history = await chains[index].ToHistoryAsync(consumers.LogsOf(index), cancellationToken);
            verdicts.Add((chains[index].Name, chains[index].Faults, Verifier.Judge(history)));
        }

        return new ChaosResult(plan.Seed, verdicts, consumers.Kills);
    }

    /// <summary>Waits until a number is zero in every chain, or until it has not changed for long.</summary>
    private async Task UntilAsync(List<ChaosChain> chains, Func<ChaosChain, Task<int>> left, CancellationToken cancellationToken)
    {
        var (before, since) = (int.MaxValue, TimeProvider.System.GetTimestamp());
        while (true)
        {
            var now = (await Task.WhenAll(chains.Select(left))).Sum();
            if (now == 0) return;
            if (now != before) (before, since) = (now, TimeProvider.System.GetTimestamp());
            if (TimeProvider.System.GetElapsedTime(since) > _patience)
            {
                tell($"{now} changes do not move any more");
                return;
            }

            await Task.Delay(_glance, TimeProvider.System, cancellationToken);
        }
    }
}
