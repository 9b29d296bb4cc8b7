using Cdc.Snapshot.Pacing;
using Cdc.Snapshot.Tests.Rig;
using Cdc.Testing;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Snapshot.Tests.Bounds;

/// <summary>No more a second than the limits allow, and no less.</summary>
public sealed class PaceTests
{
    [Fact]
    public void Pace_OfAnyAmounts_IsInTheMeanTheLimit() =>
        Gen.Select(Gen.Double[0.5, 130].Array[20, 200], Gen.Double[1, 1000]).Sample((amounts, limit) =>
        {
            var time = new FakeTimeProvider();
            var began = time.GetUtcNow();
            var pace = new Pace(limit, time);
            var (total, expected) = (0d, 0.5);
            foreach (var amount in amounts)
            {
                var wait = pace.TakeAsync(expected, default);
                while (!wait.IsCompleted) time.Advance(TimeSpan.FromMilliseconds(1));
                pace.Correct(amount - expected);
                total += amount;
                expected = amount;
            }

            // One more waits until all that was let through is within the limit.
            var last = pace.TakeAsync(0, default);
            while (!last.IsCompleted) time.Advance(TimeSpan.FromMilliseconds(1));
            var seconds = (time.GetUtcNow() - began).TotalSeconds;
            (total / seconds).Should().BeLessThanOrEqualTo(limit * 1.05 + (0.1 * limit / seconds));
            (total / (seconds + 0.1)).Should().BeGreaterThanOrEqualTo(limit * 0.95 - (0.2 * limit / seconds));
        }, iter: 200);

    [Fact]
    public async Task Run_WithMaxReadUnits_UsesThatManyASecondInTheMean()
    {
        using var rig = await SnapshotRig.StartAsync(items: 2_000, ignores: IsGlance);
        var options = SnapshotRig.ToTopic;
        (options.MaxReadUnitsPerSecond, options.PageSize, options.MaxConcurrentSegments, options.LeaseDuration) = (2, 20, 1, TimeSpan.FromMinutes(15));
        var began = rig.Rush.Time.GetUtcNow();

        var progress = await rig.RunAsync(options);

        var mean = progress.ReadUnits / (rig.Rush.Time.GetUtcNow() - began).TotalSeconds;
        progress.ReadUnits.Should().BeGreaterThanOrEqualTo(50);
        mean.Should().BeInRange(2 * 0.95, 2 * 1.05);
    }

    [Fact]
    public async Task Run_WithMaxChanges_SendsThatManyASecondInTheMean()
    {
        using var rig = await SnapshotRig.StartAsync(items: 2_000, ignores: IsGlance);
        var options = SnapshotRig.ToTopic;
        (options.MaxChangesPerSecond, options.PageSize, options.MaxConcurrentSegments, options.LeaseDuration) = (100, 50, 1, TimeSpan.FromMinutes(15));
        var began = rig.Rush.Time.GetUtcNow();

        await rig.RunAsync(options);

        (rig.Topic.Keys.Count / (rig.Rush.Time.GetUtcNow() - began).TotalSeconds).Should().BeInRange(95, 105);
    }

    /// <summary>Whether a timer is none of a pace's waits, but that until the store is looked at again.</summary>
    private static bool IsGlance(TimeSpan due) => due > TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Run_UnderThrottling_WaitsLongerEachTimeAndDoesNotGiveUp()
    {
        var faults = new AwsFaults(3);
        using var rig = await SnapshotRig.StartAsync(items: 10, faults);
        var options = SnapshotRig.ToTopic;
        options.Segments = 1;
        faults.Add(AwsService.DynamoDb, "Scan", AwsFault.Throttling, count: 12);

        (await rig.RunAsync(options)).Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Sent = 10 });

        var waits = rig.Log.All.Where(line => line.Id == 1320).Select(line => line.Text).ToList();
        waits.Should().HaveCount(12).And.OnlyContain(text => text.StartsWith("Reading the table failed with ProvisionedThroughputExceededException; tried again in ", StringComparison.Ordinal));
        var delays = waits.Select(text => double.Parse(text.Split(' ')[^2], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        delays[0].Should().BeInRange(100, 200);
        delays[^1].Should().BeInRange(15_000, 30_000);
    }
}
