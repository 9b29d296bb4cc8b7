using Cdc.Worker.Shards;

namespace Cdc.Worker.Tests.Shards;

public sealed class LeaseSyncTests
{
    private const string Arn = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/2026-11-30T00:00:00.000";
    private const string Older = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders/stream/2026-11-29T00:00:00.000";

    [Fact]
    public void Plan_FromTheTrimHorizon_MakesParentsBeforeTheirChildren() =>
        Plan(StartingPosition.TrimHorizon, [Listing(Open("child", "parent"), Closed("parent"))], [])
            .Create.Select(lease => (lease.Key, lease.Checkpoint)).Should().Equal(("parent", LeaseCheckpoint.TrimHorizon), ("child", LeaseCheckpoint.TrimHorizon));

    [Fact]
    public void Plan_FromTheLatest_BeginsWithTheOpenShardsAlone() =>
        Plan(StartingPosition.Latest, [Listing(Closed("parent"), Open("child", "parent"))], [])
            .Create.Select(lease => (lease.Key, lease.Checkpoint)).Should().Equal(("child", LeaseCheckpoint.Latest));

    [Fact]
    public void Plan_ForAChildOfALeasedShard_BeginsAtItsOldestRecordWhateverThePosition() =>
        Plan(StartingPosition.Latest, [Listing(Closed("parent"), Open("child", "parent"))], [Of("parent") with { Checkpoint = "5" }])
            .Create.Should().ContainSingle().Which.Checkpoint.Should().Be(LeaseCheckpoint.TrimHorizon);

    [Fact]
    public void Plan_ForAParentWhoseLeaseIsGoneAndWhoseChildWentOn_MakesNoLease() =>
        Plan(StartingPosition.TrimHorizon, [Listing(Closed("parent"), Open("child", "parent"))], [Of("child") with { Checkpoint = "5" }]).Create.Should().BeEmpty();

    [Fact]
    public void Plan_ForAnEmptyListing_RemovesNothing() =>
        Plan(StartingPosition.TrimHorizon, [Listing()], [Finished("parent")]).Forgotten.Should().BeEmpty();

    [Fact]
    public void Plan_WithoutAnyStream_RemovesNothing() => Plan(StartingPosition.TrimHorizon, [], [Finished("parent")]).Forgotten.Should().BeEmpty();

    [Theory]
    [InlineData(LeaseCheckpoint.TrimHorizon, 0)]
    [InlineData("5", 1)]
    public void Plan_ForAFinishedShardThatIsForgotten_RemovesItOnceItsChildrenWentOn(string checkpoint, int removed) =>
        Plan(StartingPosition.TrimHorizon, [Listing(Open("child", "parent"))], [Finished("parent", "child"), Of("child") with { Checkpoint = checkpoint }])
            .Forgotten.Should().HaveCount(removed);

    [Fact]
    public void Plan_ForAStreamThatFollowsAnother_BeginsItAtItsOldestRecord() =>
        Plan(StartingPosition.Latest, [Listing(Older, "DISABLED", Closed("old")), Listing(Open("new"))], [Of("old") with { StreamArn = Older, Checkpoint = "5" }])
            .Create.Should().ContainSingle().Which.Should().Match<Lease>(lease => lease.Key == "new" && lease.Checkpoint == LeaseCheckpoint.TrimHorizon);

    [Fact]
    public void Of_ShardsWhoseParentsAreNotFinished_WaitsWithThem() =>
        ReadableShards.Of([Of("parent"), Of("child") with { ParentShardIds = ["parent"] }]).Select(lease => lease.Key).Should().Equal("parent");

    [Fact]
    public void Of_AParentWithoutALease_HoldsNothingUp() =>
        ReadableShards.Of([Of("child") with { ParentShardIds = ["parent"] }]).Should().ContainSingle();

    [Fact]
    public void Of_TwoStreams_DrainsTheOlderOneFirst() =>
        ReadableShards.Of([Of("new"), Of("old") with { StreamArn = Older }]).Select(lease => lease.Key).Should().Equal("old");

    private static LeaseSync Plan(StartingPosition position, IReadOnlyList<StreamListing> listings, IReadOnlyList<Lease> leases) =>
        LeaseSync.Plan(listings, leases, position, DateTimeOffset.UnixEpoch);

    private static Lease Of(string key) => new() { Key = key, StreamArn = Arn };

    private static Lease Finished(string key, params string[] children) => Of(key) with { Checkpoint = LeaseCheckpoint.ShardEnd, ChildShardIds = children };

    private static StreamListing Listing(params DynamoDbStreamShard[] shards) => Listing(Arn, "ENABLED", shards);

    private static StreamListing Listing(string arn, string status, params DynamoDbStreamShard[] shards) => new(arn, status, shards);

    private static DynamoDbStreamShard Open(string id, string? parent = null) => new() { ShardId = id, ParentShardId = parent, StartingSequenceNumber = "1" };

    private static DynamoDbStreamShard Closed(string id, string? parent = null) => Open(id, parent) with { EndingSequenceNumber = "9" };
}
