using System.Collections.Concurrent;
using Cdc.Consumer.Tests.Fakes;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Consumer.Tests.QueueFunction;

/// <summary>What holds for any event: random keys, groups, arrays and failures.</summary>
public sealed class CdcQueueHandlerProperties
{
    private static readonly string[] _keys = ["a", "b", "c", "d"];

    // A message: its keys, its group, and whether its first change fails.
    private static readonly Gen<(int[] Keys, int Group, bool Fails)[]> _messages =
        Gen.Select(Gen.Int[0, 3].Array[1, 3], Gen.Int[0, 2], Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))).Array[0, 20];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Event_OfAnyMessages_ReportsWhatFailed_AndKeepsEachKeysOrder(bool fifo) => _messages.SampleAsync(
        async messages =>
        {
            var handler = new Handler(messages.Select((message, index) => (message.Fails, index)).Where(message => message.Fails).Select(message => message.index).ToHashSet());
            var function = new CdcQueueHandler(services => services
                .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
                .AddCdcQueueHandler<string>("orders").Configure(options => options.MaxConcurrency = 3).Handle(handler.HandleAsync));
            var records = messages.Select((message, index) => SqsEvents.Record(
                $"m-{index}",
                Changes.Array([.. message.Keys.Select((key, part) => Changes.Body(_keys[key], (index * 10) + part + 1))]),
                $"g{message.Group}",
                fifo ? SqsEvents.Fifo : SqsEvents.Standard));

            var failures = await SqsEvents.FailuresAsync(await function.HandleAsync(SqsEvents.Of([.. records])));

            var firstFailure = messages.Select((message, index) => (message, index)).Where(each => each.message.Fails)
                .GroupBy(each => each.message.Group).ToDictionary(group => group.Key, group => group.Min(each => each.index));
            var expected = Enumerable.Range(0, messages.Length)
                .Where(index => fifo ? firstFailure.TryGetValue(messages[index].Group, out var first) && index >= first : messages[index].Fails).ToList();
            failures.Should().Equal(expected.Select(index => $"m-{index}"));

            // What is not reported was handled whole, and what was handled of a key was handled in the order of the event.
            var whole = Enumerable.Range(0, messages.Length).Except(expected).SelectMany(index => messages[index].Keys.Select((_, part) => (index * 10) + part + 1));
            whole.Except(handler.Handled.Select(change => change.Sequence)).Should().BeEmpty();
            foreach (var key in _keys) handler.Handled.Where(change => change.Key == key).Select(change => change.Sequence).Should().BeInAscendingOrder();
            handler.Overlapped.Should().BeFalse();
        },
        iter: 300);

    private sealed class Handler(HashSet<int> failing) : ICdcHandler<string>
    {
        private readonly ConcurrentDictionary<string, int> _running = new();

        public ConcurrentQueue<(string Key, int Sequence)> Handled { get; } = new();

        public bool Overlapped { get; private set; }

        public async Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            if (_running.AddOrUpdate(context.Key, 1, (_, count) => count + 1) > 1) Overlapped = true;
            await Task.Yield();
            var sequence = int.Parse(context.Change.Sequence!.Value.ToString(), System.Globalization.CultureInfo.InvariantCulture);
            _running.AddOrUpdate(context.Key, 0, (_, count) => count - 1);
            if (failing.Contains(sequence / 10) && sequence % 10 == 1) throw new TimeoutException("Made to fail.");
            Handled.Enqueue((context.Key, sequence));
        }
    }
}
