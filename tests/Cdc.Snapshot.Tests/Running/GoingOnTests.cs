using Cdc.Publisher;
using Cdc.Snapshot.Tests.Rig;

namespace Cdc.Snapshot.Tests.Running;

/// <summary>A snapshot begins once, goes on where it was, and stands still where somebody says so.</summary>
public sealed class GoingOnTests
{
    [Fact]
    public async Task Run_OfOneThatIsCompleted_SaysSoAndSendsNothing()
    {
        using var rig = await SnapshotRig.StartAsync(items: 20);
        await rig.RunAsync();

        var again = await rig.RunAsync();

        again.Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, HadEnded = true, Sent = 20 });
        rig.Topic.Keys.Should().HaveCount(20);
        rig.Log.All.Should().ContainSingle(line => line.Id == 1302).Which.Text.Should().Be("Snapshot first was Completed before, and nothing is sent. Take another id to run it once more.");
    }

    [Fact]
    public async Task Run_TwiceAtOnceWithOneId_SendsEachItemOnce()
    {
        using var rig = await SnapshotRig.StartAsync(items: 60);
        var options = SnapshotRig.ToTopic;
        (options.PageSize, options.Segments, options.LeaseDuration) = (5, 4, TimeSpan.FromMinutes(15));
        var release = new TaskCompletionSource();
        rig.Topic.Before = () => release.Task;
        var both = Task.WhenAll(rig.Snapshot(options).RunAsync(), rig.Snapshot(options).RunAsync());
        release.SetResult();

        await rig.Rush.UntilEndedAsync(both);

        (await both).Should().AllSatisfy(progress => progress.Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Sent = 60 }));
        rig.Topic.Keys.Distinct().Should().HaveCount(60);
        rig.Log.All.Count(line => line.Id == 1310).Should().BeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task Run_WithAnotherSegmentCount_IsRefusedInOneLine()
    {
        using var rig = await SnapshotRig.StartAsync(items: 20);
        await KillAsync(rig, SnapshotRig.ToTopic, at: 12);
        var options = SnapshotRig.ToTopic;
        options.Segments = 5;

        await rig.Invoking(it => it.RunAsync(options)).Should().ThrowExactlyAsync<CdcSnapshotException>()
            .WithMessage("Snapshot first has 3 segments, not 5. Go on with it as it was begun, or begin one with another id.");
    }

    [Fact]
    public async Task Run_OfAnotherTableWithTheSameId_IsRefusedInOneLine()
    {
        using var rig = await SnapshotRig.StartAsync(items: 20);
        await rig.RunAsync();
        await rig.CreateTableAsync("Others", ("id", "S"));
        var options = SnapshotRig.ToTopic;
        options.TableName = "Others";

        await rig.Invoking(it => it.RunAsync(options)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("Snapshot first reads the table arn:*:table/Orders, not arn:*:table/Others.*");
    }

    [Fact]
    public async Task Run_WithAnotherTargetOrFilter_IsRefusedInOneLine()
    {
        using var rig = await SnapshotRig.StartAsync(items: 20);
        await KillAsync(rig, SnapshotRig.ToTopic, at: 12);
        var (elsewhere, others) = (SnapshotRig.ToTopic, SnapshotRig.ToTopic);
        elsewhere.TopicArn += "2";
        others.FilterExpression = "attribute_exists(id)";

        await rig.Invoking(it => it.RunAsync(elsewhere)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("Snapshot first goes to *changes, not to *changes2.*");
        await rig.Invoking(it => it.RunAsync(others)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("Snapshot first reads other items:*");
    }

    [Fact]
    public async Task Pause_WhileItRuns_LastsThroughRestartsUntilSomebodyResumes()
    {
        using var rig = await SnapshotRig.StartAsync(items: 200);
        var options = SnapshotRig.ToTopic;
        (options.PageSize, options.MaxConcurrentSegments, options.MaxReadUnitsPerSecond, options.LeaseDuration) = (5, 1, 1, TimeSpan.FromSeconds(1));
        var calls = 0;
        rig.Topic.Before = async () =>
        {
            if (Interlocked.Increment(ref calls) == 3) await rig.Snapshot(options).PauseAsync();
        };

        var paused = await rig.RunAsync(options);

        paused.Should().BeEquivalentTo(new { Status = SnapshotStatus.Paused, HadEnded = false });
        paused.Sent.Should().BeInRange(15, 195);
        rig.Topic.Keys.Should().HaveCount((int)paused.Sent).And.OnlyHaveUniqueItems();
        (await rig.RunAsync(options)).Should().BeEquivalentTo(new { Status = SnapshotStatus.Paused, paused.Sent });
        (await rig.Snapshot(options).ResumeAsync()).Should().Be(SnapshotStatus.Running);
        (await rig.RunAsync(options)).Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Sent = 200 });
        rig.Topic.Keys.Should().HaveCount(200).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Cancel_OfOneThatIsPaused_EndsItForGood()
    {
        using var rig = await SnapshotRig.StartAsync(items: 20);
        await KillAsync(rig, SnapshotRig.ToTopic, at: 8);
        var snapshot = rig.Snapshot();
        await snapshot.PauseAsync();

        (await snapshot.CancelAsync()).Should().Be(SnapshotStatus.Cancelled);

        (await snapshot.ResumeAsync()).Should().Be(SnapshotStatus.Cancelled);
        (await snapshot.PauseAsync()).Should().Be(SnapshotStatus.Cancelled);
        var sent = rig.Topic.Keys.Count;
        (await rig.RunAsync()).Should().BeEquivalentTo(new { Status = SnapshotStatus.Cancelled, HadEnded = true });
        rig.Topic.Keys.Should().HaveCount(sent);
    }

    [Fact]
    public async Task Pause_OfOneThatIsNotThere_IsRefusedInOneLine()
    {
        using var rig = await SnapshotRig.StartAsync();

        await rig.Snapshot().Invoking(it => it.PauseAsync()).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("There is no snapshot first.");
        (await rig.Snapshot().FindAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Run_ThatIsStopped_GivesItsSegmentsUpAtOnce()
    {
        using var rig = await SnapshotRig.StartAsync(items: 100);
        var options = SnapshotRig.ToTopic;
        options.PageSize = 5;
        using var stop = new CancellationTokenSource();
        var calls = 0;
        rig.Topic.Before = () => Interlocked.Increment(ref calls) == 4 ? stop.CancelAsync() : Task.CompletedTask;

        await rig.Invoking(it => it.Rush.UntilEndedAsync(it.Snapshot(options).RunAsync(null, stop.Token))).Should().ThrowAsync<OperationCanceledException>();

        (await rig.Store.FindAsync("first", default))!.Segments.Should().OnlyContain(segment => segment.Owner == null);
        (await rig.Snapshot(options).FindAsync())!.Status.Should().Be(SnapshotStatus.Running);
        (await rig.RunAsync(options)).Sent.Should().Be(100);
    }

    [Fact]
    public async Task Run_BesideOneThatIsGone_TakesItsSegmentWhenTheLeaseIsOverAndNotBefore()
    {
        using var rig = await SnapshotRig.StartAsync(items: 20);
        var options = SnapshotRig.ToTopic;
        (options.Segments, options.LeaseDuration) = (1, TimeSpan.FromSeconds(30));
        await KillAsync(rig, options, at: 13);
        (await rig.Store.FindAsync("first", default))!.Segments[0].Owner.Should().NotBeNull();
        var killed = rig.Rush.Time.GetUtcNow();

        await rig.RunAsync(options);

        (rig.Rush.Time.GetUtcNow() - killed).Should().BeGreaterThanOrEqualTo(options.LeaseDuration);
        rig.Topic.Keys.Distinct().Should().HaveCount(20);
    }

    [Fact]
    public async Task Run_ThatLostASegment_WritesNoProgressOfItMore()
    {
        using var rig = await SnapshotRig.StartAsync(items: 40);
        var options = SnapshotRig.ToTopic;
        (options.Segments, options.PageSize) = (1, 10);
        var calls = 0;
        rig.Topic.Before = async () =>
        {
            if (Interlocked.Increment(ref calls) != 2) return;
            // Another process takes it, as this one seemed to be gone.
            SnapshotSegment segment;
            do segment = (await rig.Store.FindAsync("first", default))!.Segments[0];
            while (!await rig.Store.WriteSegmentAsync("first", segment with { Owner = "another", Counter = segment.Counter + 1 }, default));
        };

        var last = await rig.RunAsync(options);

        last.Should().BeEquivalentTo(new { Status = SnapshotStatus.Completed, Sent = 40 });
        rig.Topic.Keys.Should().HaveCount(50);
        rig.Topic.Keys.Distinct().Should().HaveCount(40);
        rig.Log.All.Should().ContainSingle(line => line.Id == 1312);
    }

    /// <summary>Runs a snapshot that is killed at a step.</summary>
    internal static async Task KillAsync(SnapshotRig rig, CdcSnapshotOptions options, int at)
    {
        using var kill = new KillSwitch(at);
        ISnsPublisher topic = rig.Topic;
        var run = rig.Snapshot(options, kill.Of(rig.Store), kill.Of(topic)).RunAsync(null, kill.Killed);
        await rig.Invoking(it => it.Rush.UntilEndedAsync(run)).Should().ThrowAsync<Exception>();
        kill.Killed.IsCancellationRequested.Should().BeTrue();
    }
}
