using System.Net;
using System.Text;
using Cdc.Benchmarks.Measuring;
using Cdc.Benchmarks.Publisher.Baseline;

namespace Cdc.Benchmarks.Publisher;

/// <summary>What the baseline's processor time is to the library's, both through the whole AWS SDK, without the network.</summary>
internal static class BaselineFigure
{
    private const int Records = 100;

    public static async Task<Figure> MeasureAsync(Effort effort)
    {
        var orders = OrderEvents.Write(Records, images: true);
        var stub = new StubSns();
        using var client = stub.CreateClient();
        var baseline = new BaselineFunction(client);
        var publisher = Topic.Publisher(client);
        await RefuseDifferentMessagesAsync(stub, () => baseline.PublishAsync(orders), () => publisher.PublishAsync(orders, Records));
        var ratio = await new Comparison(effort).RatioAsync(
            () => baseline.PublishAsync(orders), () => publisher.PublishAsync(orders, Records));
        return new Figure("baseline_ratio", ratio, "× our CPU time", Target.AtLeast(5));
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
