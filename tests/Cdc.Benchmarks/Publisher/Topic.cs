using Cdc.Publisher;

namespace Cdc.Benchmarks.Publisher;

internal static class Topic
{
    public const string Arn = "arn:aws:sns:eu-central-1:123456789012:orders";

    public static CdcPublisher Publisher(ISnsPublisher sns, int changesPerMessage = 1) =>
        new(new CdcPublisherOptions { TopicArn = Arn, MaxChangesPerMessage = changesPerMessage }, sns);

    /// <summary>Publishes an event, and checks that all of it went out, as a fast failure would be no achievement.</summary>
    public static async Task PublishAsync(this CdcPublisher publisher, byte[] orders, int records)
    {
        var result = await publisher.PublishAsync(orders);
        if (result.Published != records) throw new InvalidOperationException($"{result.Published} of {records} records were published.");
    }
}
