using Amazon.DynamoDBv2;
using Cdc.Testing;

namespace Cdc.Worker.Tests.Leases;

/// <summary>What every lease store does.</summary>
public abstract class LeaseStoreContract
{
    protected abstract ILeaseStore Store { get; }

    [Fact]
    public async Task Create_OfALeaseThatIsThere_ChangesNothing()
    {
        await Store.PrepareAsync(default);
        var lease = new Lease { Key = "s", Checkpoint = "5", ParentShardIds = ["p"], StreamArn = "arn", CreatedAt = DateTimeOffset.UnixEpoch };

        (await Store.CreateAsync(lease, default)).Should().BeTrue();
        (await Store.CreateAsync(new Lease { Key = "s" }, default)).Should().BeFalse();

        (await Store.ListAsync(default)).Should().ContainSingle().Which.Should().BeEquivalentTo(lease);
    }

    [Fact]
    public async Task Write_WithAnotherCounter_IsRefusedAndSaysWhatIsStored()
    {
        await Store.PrepareAsync(default);
        await Store.CreateAsync(new Lease { Key = "s" }, default);
        (await Store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 0, Checkpoint = "5", Owner = "a", ChangesOwner = true, OwnerSwitches = 1 }, default)).IsWritten.Should().BeTrue();

        var refused = await Store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 0, Checkpoint = "6", Owner = "b", ChangesOwner = true }, default);

        refused.IsWritten.Should().BeFalse();
        refused.Stored.Should().BeEquivalentTo(new Lease { Key = "s", Owner = "a", Counter = 1, Checkpoint = "5", OwnerSwitches = 1 });
        (await Store.WriteAsync(new LeaseUpdate { Key = "none", ExpectedCounter = 0, Checkpoint = "6" }, default)).Should().Be(new LeaseWrite { IsWritten = false, Stored = null });
    }

    [Fact]
    public async Task RequestHandOver_OfTheOwner_StaysThroughRenewalsAndGoesWithTheOwner()
    {
        await Store.PrepareAsync(default);
        await Store.CreateAsync(new Lease { Key = "s", Owner = "a", Counter = 1 }, default);

        (await Store.RequestHandOverAsync("s", "b", "c", default)).Should().BeFalse();
        (await Store.RequestHandOverAsync("s", "a", "c", default)).Should().BeTrue();
        (await Store.RequestHandOverAsync("s", "a", "d", default)).Should().BeFalse();
        (await Store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 1, Checkpoint = "5", Owner = "a" }, default)).Stored!.HandOverTo.Should().Be("c");
        (await Store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 2, Checkpoint = "5", Owner = "c", ChangesOwner = true, ChildShardIds = ["x", "y"] }, default)).Stored
            .Should().BeEquivalentTo(new Lease { Key = "s", Owner = "c", Counter = 3, Checkpoint = "5", ChildShardIds = ["x", "y"] });
    }

    [Fact]
    public async Task Delete_OfALeaseThatWasWritten_LeavesIt()
    {
        await Store.PrepareAsync(default);
        await Store.CreateAsync(new Lease { Key = "s" }, default);
        await Store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 0, Checkpoint = "5" }, default);

        (await Store.DeleteAsync(new Lease { Key = "s" }, default)).Should().BeFalse();
        (await Store.DeleteAsync(new Lease { Key = "s", Counter = 1 }, default)).Should().BeTrue();
        (await Store.ListAsync(default)).Should().BeEmpty();
    }
}

public sealed class InMemoryLeaseStoreTests : LeaseStoreContract
{
    protected override ILeaseStore Store { get; } = new InMemoryLeaseStore();
}

public sealed class DynamoDbLeaseStoreTests : LeaseStoreContract, IDisposable
{
    private readonly LocalAws _aws = new();
    private readonly AmazonDynamoDBClient _dynamoDb;

    public DynamoDbLeaseStoreTests()
    {
        _dynamoDb = _aws.CreateDynamoDbClient();
        Store = new DynamoDbLeaseStore(_dynamoDb, "leases", createIfMissing: true);
    }

    protected override ILeaseStore Store { get; }

    public void Dispose()
    {
        _dynamoDb.Dispose();
        _aws.Dispose();
    }
}
