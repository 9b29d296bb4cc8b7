using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>Fake time that goes on when all that is due has been done, as far as that can be seen: the thread pool has nothing to do.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    private const int Quiet = 400;

    /// <summary>Waits until nothing more happens, moves the clock, and waits again.</summary>
    public async Task StepAsync(TimeSpan step)
    {
        await SettleAsync();
        Advance(step);
        await SettleAsync();
    }

    private static async Task SettleAsync()
    {
        var completed = ThreadPool.CompletedWorkItemCount;
        for (var quiet = 0; quiet < Quiet; quiet++)
        {
            await Task.Yield();
            // Each look is a work item itself.
            var now = ThreadPool.CompletedWorkItemCount;
            if (ThreadPool.PendingWorkItemCount > 0 || now - completed > 4) quiet = 0;
            completed = now;
        }
    }
}
