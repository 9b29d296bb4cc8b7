using Cdc.Core;

namespace Cdc.Consumer.Tests.Marks;

public sealed class InMemoryHighWaterMarkStoreTests : HighWaterMarkStoreContract
{
    protected override InMemoryHighWaterMarkStore Store { get; } = new(capacity: 100);

    [Fact]
    public async Task Advance_OfMoreItemsThanThereIsRoomFor_ForgetsTheOneThatWasNotUsedForLongest()
    {
        var store = new InMemoryHighWaterMarkStore(capacity: 3);
        foreach (var key in (string[])["1", "2", "3"]) await store.AdvanceAsync(Key with { Key = key }, SequenceNumber.Parse("1"), default);
        await store.ReadAsync(Key with { Key = "1" }, default);
        await store.AdvanceAsync(Key with { Key = "2" }, SequenceNumber.Parse("1"), default);

        await store.AdvanceAsync(Key with { Key = "4" }, SequenceNumber.Parse("1"), default);

        store.Count.Should().Be(3);
        (await store.ReadAsync(Key with { Key = "3" }, default)).Should().BeNull();
        foreach (var key in (string[])["1", "2", "4"]) (await store.ReadAsync(Key with { Key = key }, default)).Should().NotBeNull();
    }

    [Fact]
    public void New_WithoutCapacity_HasTheDocumentedOne()
    {
        new InMemoryHighWaterMarkStore().Capacity.Should().Be(100_000);
        FluentActions.Invoking(() => new InMemoryHighWaterMarkStore(0)).Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("capacity");
    }
}
