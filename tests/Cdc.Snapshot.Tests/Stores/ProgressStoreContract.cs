using Cdc.Snapshot.Tests.Rig;

namespace Cdc.Snapshot.Tests.Stores;

/// <summary>What every progress store does.</summary>
public abstract class ProgressStoreContract
{
    private static readonly SnapshotDefinition _definition = new() { SnapshotId = "a", TableArn = "table", Target = "queue", Source = "table", Segments = 3 };

    protected abstract ISnapshotProgressStore Store { get; }

    [Fact]
    public async Task Create_Twice_KeepsTheFirst()
    {
        await Store.PrepareAsync(default);
        (await Store.FindAsync("a", default)).Should().BeNull();

        (await Store.CreateAsync(_definition, default)).Should().BeTrue();
        (await Store.CreateAsync(_definition with { Target = "another" }, default)).Should().BeFalse();

        (await Store.FindAsync("a", default)).Should().BeEquivalentTo(new SnapshotState
        {
            Definition = _definition,
            Status = SnapshotStatus.Running,
            Segments = [new SnapshotSegment { Index = 0 }, new SnapshotSegment { Index = 1 }, new SnapshotSegment { Index = 2 }],
        });
    }

    [Fact]
    public async Task WriteSegment_WithAnyCounterButTheNext_ChangesNothing()
    {
        await Store.PrepareAsync(default);
        await Store.CreateAsync(_definition, default);
        var first = new SnapshotSegment { Index = 1, Counter = 1, Owner = "me", Position = """{"id":{"S":"ä\"\n"}}""", Read = 10, Sent = 9, ReadUnits = 0.1 + 0.2 };

        (await Store.WriteSegmentAsync("a", first with { Counter = 2 }, default)).Should().BeFalse();
        (await Store.WriteSegmentAsync("a", first, default)).Should().BeTrue();
        (await Store.WriteSegmentAsync("a", first, default)).Should().BeFalse();
        (await Store.FindAsync("a", default))!.Segments[1].Should().Be(first);
        var done = new SnapshotSegment { Index = 1, Counter = 2, IsDone = true };
        (await Store.WriteSegmentAsync("a", done, default)).Should().BeTrue();
        (await Store.WriteSegmentAsync("a", done with { Counter = 4 }, default)).Should().BeFalse();

        (await Store.FindAsync("a", default))!.Segments.Should().Equal(new SnapshotSegment { Index = 0 }, done, new SnapshotSegment { Index = 2 });
    }

    [Fact]
    public async Task SetStatus_FromAnotherThanItIs_ChangesNothing()
    {
        await Store.PrepareAsync(default);
        (await Store.SetStatusAsync("a", SnapshotStatus.Running, SnapshotStatus.Paused, default)).Should().BeFalse();
        await Store.CreateAsync(_definition, default);

        (await Store.SetStatusAsync("a", SnapshotStatus.Paused, SnapshotStatus.Cancelled, default)).Should().BeFalse();
        (await Store.SetStatusAsync("a", SnapshotStatus.Running, SnapshotStatus.Paused, default)).Should().BeTrue();

        (await Store.FindAsync("a", default))!.Status.Should().Be(SnapshotStatus.Paused);
    }

    [Fact]
    public async Task WriteSegment_OfSeveralAtOnce_LosesNone()
    {
        await Store.PrepareAsync(default);
        await Store.CreateAsync(_definition with { Segments = 20 }, default);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => Task.Run(() => Store.WriteSegmentAsync("a", new SnapshotSegment { Index = index, Counter = 1, Sent = index }, default))));

        (await Store.FindAsync("a", default))!.Segments.Select(segment => segment.Sent).Should().Equal(Enumerable.Range(0, 20).Select(index => (long)index));
    }
}

public sealed class DynamoDbProgressStoreTests : ProgressStoreContract, IDisposable
{
    private readonly SnapshotRig _rig = new();

    protected override ISnapshotProgressStore Store => _rig.Store;

    [Fact]
    public async Task Find_OfAnItemOfSomethingElse_IsRefused()
    {
        await Store.PrepareAsync(default);
        await _rig.DynamoDb.PutItemAsync(SnapshotRig.ProgressTable, new() { ["snapshot"] = new("a"), ["part"] = new() { N = "-1" } });

        await Store.Invoking(it => it.FindAsync("a", default)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("The progress of snapshot a is none that this package has written*");
    }

    public void Dispose() => _rig.Dispose();
}

public sealed class FileProgressStoreTests : ProgressStoreContract, IDisposable
{
    private readonly TemporaryFile _file = new();

    protected override ISnapshotProgressStore Store => new FileSnapshotProgressStore(_file.Path);

    [Fact]
    public async Task Find_InAFileOfSomethingElse_IsRefused()
    {
        await File.WriteAllTextAsync(_file.Path, """{"name":"x"}""");

        await Store.Invoking(it => it.FindAsync("a", default)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("The file * holds no progress of a snapshot:*");
    }

    [Fact]
    public async Task Find_InAFileOfAnotherSnapshot_IsRefused()
    {
        await Store.CreateAsync(new() { SnapshotId = "b", TableArn = "table", Target = "queue", Source = "table", Segments = 1 }, default);

        await Store.Invoking(it => it.FindAsync("a", default)).Should().ThrowExactlyAsync<CdcSnapshotException>().WithMessage("The file * holds the progress of snapshot b, not of a:*");
    }

    [Fact]
    public async Task Prepare_WithoutItsFolder_IsRefused() =>
        await new FileSnapshotProgressStore("/nowhere/at/all").Invoking(it => it.PrepareAsync(default)).Should().ThrowExactlyAsync<CdcSnapshotException>();

    public void Dispose() => _file.Dispose();
}
