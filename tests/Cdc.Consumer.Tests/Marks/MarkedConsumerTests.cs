using Cdc.Consumer.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Tests.Marks;

/// <summary>Marks before the handler of a plain consumer.</summary>
public sealed class MarkedConsumerTests
{
    [Fact]
    public async Task Consumer_WithAStoreForAll_LeavesOutWhatIsNotNewer_AndAcknowledgesIt()
    {
        var seen = new Seen();
        await using var host = await ConsumerHost.StartAsync(services => services
            .AddSingleton(seen)
            .AddInMemoryHighWaterMarks()
            .AddCdcConsumer<string, Handler>("orders").Configure(options => options.QueueUrl = FakeSqs.QueueUrl));

        foreach (var (sent, sequence) in ((int[])[2, 1, 2, 3]).Select((sequence, index) => (index + 1, sequence)))
        {
            host.Sqs.Send(Changes.Body("a", sequence));
            await host.UntilDeletedAsync(sent);
        }

        seen.Ids.Should().Equal("a-2", "a-3");
    }

    internal sealed class Seen
    {
        public List<string> Ids { get; } = [];
    }

    internal sealed class Handler(Seen seen) : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            seen.Ids.Add(context.Change.Id);
            return Task.CompletedTask;
        }
    }
}
