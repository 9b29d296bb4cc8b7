using Cdc.Consumer.Ordering;
using CsCheck;

namespace Cdc.Consumer.Tests.Ordering;

public sealed class HeldBudgetProperties
{
    private const int MaxChanges = 500;
    private const int MaxBytes = 100_000;

    private static readonly Gen<(int Changes, int Bytes, int Milliseconds)[]> _messages =
        Gen.Select(Gen.Int[1, 120], Gen.Int[0, 30_000], Gen.Int[0, 20_000]).Array[1, 60];

    [Fact]
    public void Receive_WhereAWorkerIsIdleAndTheHardBudgetHasRoom_IsAllowed() => Gen.Select(_messages, Gen.Int[1, 20], Gen.Int[1, 4]).Sample((messages, concurrency, receives) =>
    {
        var budget = new HeldBudget(concurrency, MaxChanges, MaxBytes, receives);
        var held = new Queue<(int Changes, int Bytes)>();
        foreach (var (changes, bytes, milliseconds) in messages)
        {
            // All that is held waits behind its own keys, or runs: nothing is ready.
            var places = budget.TryTake(10, runnable: Math.Min(held.Count, concurrency - 1), isIdle: true);
            places.Should().BeLessThanOrEqualTo(10);
            if (budget.IsFull)
            {
                places.Should().Be(0);
                held.Should().NotBeEmpty("where nothing is held, one message always has room");
            }
            else
            {
                places.Should().BePositive();
                budget.Return(places);
                budget.Hold(changes, bytes);
                held.Enqueue((changes, bytes));
            }

            if (budget.IsFull || milliseconds % 3 == 0)
            {
                if (!held.TryDequeue(out var ended)) continue;
                budget.FreeChanges(ended.Changes);
                budget.FreeBytes(ended.Bytes);
                budget.Observe(TimeSpan.FromMilliseconds(milliseconds), ended.Changes);
            }
        }

        budget.Held.Should().Be(held.Sum(message => message.Changes));
        budget.HeldBytes.Should().Be(held.Sum(message => message.Bytes));
    });

    [Fact]
    public void Limit_HoweverFastHandlersAre_IsAThousandMessagesAhead()
    {
        var budget = new HeldBudget(concurrency: 10, maxChanges: 100_000);
        budget.Observe(TimeSpan.FromTicks(1), 1_000);
        budget.Limit.Should().Be(10 + HeldBudget.MostAhead);
        budget.Observe(TimeSpan.FromSeconds(10), 1_000);
        budget.Limit.Should().Be(20);
    }
}
