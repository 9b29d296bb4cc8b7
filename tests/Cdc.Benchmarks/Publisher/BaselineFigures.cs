using System.Net;
using System.Text;
using Cdc.Benchmarks.Measuring;
using Cdc.Benchmarks.Publisher.Baseline;

namespace Cdc.Benchmarks.Publisher;

/// <summary>The baseline's processor time over the library's. Both call through the whole AWS SDK, without the network.</summary>
internal static class BaselineFigures
{
    private const int Records = 100;

    // The AWS SDK is compiled at run time. Until that is done, a call costs several times as much, and the baseline makes ten times as many calls.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Effort effort)
    {
        var orders = OrderEvents.Write(Records, images: true);
        var stub = new StubSns();
        using var client = stub.CreateClient();
        var baseline = new BaselineFunction(client);
        var publisher = Topic.Publisher(client);
        await RefuseDifferentMessagesAsync(stub, () => baseline.PublishAsync(orders), () => publisher.PublishAsync(orders, Records));
        var comparison = new Comparison(effort);
        await comparison.WarmUpAsync(() => baseline.PublishAsync(orders), _warmUp);
        var compared = await comparison.RunAsync(() => baseline.PublishAsync(orders), () => publisher.PublishAsync(orders, Records));
        return
        [
            new("baseline_ratio", compared.Ratio, "× our CPU time", Target.AtLeast(5)),
            new("baseline_us_per_record", compared.First / Records, "µs CPU a record"),
            new("publish_us_per_record", compared.Second / Records, "µs CPU a record"),
        ];
    }

    /// <summary>A comparison counts only where both send the same.</summary>
    private static async Task RefuseDifferentMessagesAsync(StubSns stub, Func<Task> first, Func<Task> second)
    {
        var (firstMessages, secondMessages) = (await MessagesAsync(stub, first), await MessagesAsync(stub, second));
        if (firstMessages.Count != Records || !firstMessages.SequenceEqual(secondMessages))
            throw new InvalidOperationException($"The baseline sends something else than the library: {firstMessages.FirstOrDefault()} and {secondMessages.FirstOrDefault()}");
    }

    private static async Task<List<string>> MessagesAsync(StubSns stub, Func<Task> publish)
    {
        var messages = new List<string>();
        stub.OnRequest = form =>
        {
            lock (messages) messages.AddRange(MessagesOf(Encoding.UTF8.GetString(form)));
        };
        await publish();
        stub.OnRequest = null;
        messages.Sort(StringComparer.Ordinal);
        return messages;
    }

    private static IEnumerable<string> MessagesOf(string form) =>
        from field in form.Split('&')
        let parts = field.Split('=')
        where parts[0] == "Message" || parts[0].EndsWith(".Message", StringComparison.Ordinal)
        select WebUtility.UrlDecode(parts[1]);
}
