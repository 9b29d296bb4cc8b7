namespace Cdc.Testing.Tests.EventSource.Queues;

/// <summary>Which messages the function is given together where they are gathered.</summary>
public sealed class QueueWindowTests
{
    [Fact]
    public async Task Window_BatchFull_TakesSeveralReceives()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        string[] bodies = [.. Enumerable.Range(0, 50).Select(number => $"{number}")];
        await queue.SendAsync(bodies);

        await using var mapping = queue.Start(new() { BatchSize = 25, MaximumBatchingWindow = TimeSpan.FromSeconds(300), MaximumConcurrency = 2 });
        await queue.EmptiedAsync();

        queue.Function.Events.Should().HaveCount(2).And.OnlyContain(batch => batch.Count == 25);
        queue.Function.Batches.SelectMany(batch => batch.Split(' ')).Should().BeEquivalentTo(bodies);
    }

    [Fact]
    public async Task Window_Over_GivesWhatThereIs()
    {
        var time = new WatchedTime();
        using var queue = await MappedQueueFixture.CreateAsync();
        await queue.SendAsync("1", "2");

        await using var mapping = queue.Start(new() { BatchSize = 10, MaximumBatchingWindow = TimeSpan.FromSeconds(0.5), TimeProvider = time });
        await time.ElapseAsync();
        await queue.EmptiedAsync();

        queue.Function.Batches.Should().Equal("1 2");
    }

    [Fact]
    public async Task Window_SixMegabytes_AreABatchAndTheRestTheNext()
    {
        using var queue = await MappedQueueFixture.CreateAsync();
        var body = new string('x', 900_000);
        await queue.SendAsync([.. Enumerable.Range(0, 9).Select(number => $"{number}{body}")]);

        await using var mapping = queue.Start(new() { BatchSize = 9, MaximumBatchingWindow = TimeSpan.FromSeconds(1), MaximumConcurrency = 2 });
        await queue.EmptiedAsync();

        queue.Function.Events.Should().OnlyContain(batch => batch.ToJsonString().Length <= 6 * 1024 * 1024);
        queue.Function.Events.SelectMany(batch => batch).Select(record => record!["body"]!.GetValue<string>()[0]).Should().BeEquivalentTo("012345678");
    }
}
