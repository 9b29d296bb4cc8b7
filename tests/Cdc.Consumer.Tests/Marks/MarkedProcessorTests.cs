using Cdc.Consumer.Marks;
using Cdc.Consumer.Processing;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using CsCheck;

namespace Cdc.Consumer.Tests.Marks;

public sealed class MarkedProcessorTests
{
    private static readonly CdcKeyFormat<string> _format = CdcKeyFormat.ForString();

    private readonly StoreStub _store = new();
    private readonly ProcessorStub _inner = new();
    private readonly MarkedProcessor<string> _processor;

    public MarkedProcessorTests() => _processor = new MarkedProcessor<string>(_inner, _store, "c", _format);

    [Fact]
    public async Task Change_ThatIsNewer_RunsAndMovesTheMark()
    {
        (await _processor.ProcessAsync(Changes.Of("a", 1), default)).Should().Be(ChangeOutcome.Handled);
        (await _processor.ProcessAsync(Changes.Of("a", 2), default)).Should().Be(ChangeOutcome.Handled);

        _inner.Ran.Should().Equal("a-1", "a-2");
        _store.Marks[new HighWaterMarkKey("c", Changes.Of("a").Source, "\"a\"")].Should().Be(SequenceNumber.Parse("2"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Change_ThatIsNotNewer_IsStaleWithoutRunning(int sequence)
    {
        await _processor.ProcessAsync(Changes.Of("a", 2), default);

        (await _processor.ProcessAsync(Changes.Of("a", sequence), default)).Should().Be(ChangeOutcome.Stale);
        (await _processor.ProcessAsync(Changes.Of("b", sequence), default)).Should().Be(ChangeOutcome.Handled);

        _inner.Ran.Should().Equal("a-2", $"b-{sequence}");
    }

    [Fact]
    public async Task Snapshot_AlwaysRunsAndMovesNoMark()
    {
        await _processor.ProcessAsync(Changes.Of("a", 2), default);
        var snapshot = Changes.Of("a") with { Operation = ChangeOperation.Snapshot, Sequence = null, Id = "s" };
        var numbered = snapshot with { Sequence = SequenceNumber.Parse("9"), Id = "n" };

        foreach (var change in new[] { snapshot, numbered, numbered }) (await _processor.ProcessAsync(change, default)).Should().Be(ChangeOutcome.Handled);

        _inner.Ran.Should().Equal("a-2", "s", "n", "n");
        _store.Marks.Values.Should().Equal(SequenceNumber.Parse("2"));
    }

    [Fact]
    public async Task Change_WhoseHandlerFails_MovesNoMark()
    {
        _inner.OnRun = _ => throw new TimeoutException();

        await FluentActions.Awaiting(() => _processor.ProcessAsync(Changes.Of("a"), default)).Should().ThrowExactlyAsync<TimeoutException>();

        _store.Marks.Should().BeEmpty();
    }

    [Fact]
    public async Task Change_WhoseMarkCannotBeRead_FailsWithoutRunning()
    {
        _store.OnRead = () => throw new TimeoutException();

        await FluentActions.Awaiting(() => _processor.ProcessAsync(Changes.Of("a"), default)).Should().ThrowExactlyAsync<TimeoutException>();

        _inner.Ran.Should().BeEmpty();
    }

    [Fact]
    public async Task Change_WhoseMarkCannotBeMoved_FailsAndRunsAgain()
    {
        _store.OnAdvance = _ => throw new TimeoutException();
        await FluentActions.Awaiting(() => _processor.ProcessAsync(Changes.Of("a"), default)).Should().ThrowExactlyAsync<TimeoutException>();
        _store.OnAdvance = _ => { };

        (await _processor.ProcessAsync(Changes.Of("a"), default)).Should().Be(ChangeOutcome.Handled);

        _inner.Ran.Should().Equal("a-1", "a-1");
    }

    [Fact]
    public async Task Mark_OfWhatWasHandledWhileStopping_IsMovedAllTheSame()
    {
        using var stopping = new CancellationTokenSource();
        _inner.OnRun = _ => stopping.Cancel();
        _store.OnAdvance = token => token.CanBeCanceled.Should().BeFalse();

        await _processor.ProcessAsync(Changes.Of("a"), stopping.Token);

        _store.Marks.Should().ContainSingle();
    }

    [Fact]
    public async Task Changes_InAnyOrderByTwoConsumers_NeverRunAfterANewerSucceeded()
    {
        // Each delivery: which process gets it, which change it is, and whether its handler fails.
        var deliveries = Gen.Select(Gen.Int[0, 1], Gen.Int[1, 5], Gen.Bool).Array[1, 30];
        await deliveries.SampleAsync(async all =>
        {
            var store = new InMemoryHighWaterMarkStore();
            var newest = 0;
            var (failing, ran) = (false, 0);
            var inner = new ProcessorStub
            {
                OnRun = change =>
                {
                    var sequence = int.Parse(change.Sequence!.Value.ToString(), System.Globalization.CultureInfo.InvariantCulture);
                    sequence.Should().BeGreaterThan(newest);
                    ran++;
                    if (failing) throw new TimeoutException();
                    newest = sequence;
                },
            };
            MarkedProcessor<string>[] processes = [new(inner, store, "c", _format), new(inner, store, "c", _format)];
            foreach (var (process, sequence, fails) in all)
            {
                (failing, ran) = (fails, 0);
                var isNewer = sequence > newest;
                var outcome = await processes[process].ProcessAsync(Changes.Of("a", sequence), default)
                    .ContinueWith(task => task.IsFaulted ? (ChangeOutcome?)null : task.Result, TaskScheduler.Default);

                outcome.Should().Be(!isNewer ? ChangeOutcome.Stale : fails ? null : ChangeOutcome.Handled);
                ran.Should().Be(isNewer ? 1 : 0);
            }
        });
    }

    private sealed class ProcessorStub : IChangeProcessor<string>
    {
        public List<string> Ran { get; } = [];

        public Action<CdcEnvelope<string>> OnRun { get; set; } = _ => { };

        public Task<ChangeOutcome> ProcessAsync(CdcEnvelope<string> change, CancellationToken cancellationToken)
        {
            Ran.Add(change.Id);
            OnRun(change);
            return Task.FromResult(ChangeOutcome.Handled);
        }
    }

    private sealed class StoreStub : IHighWaterMarkStore
    {
        public Dictionary<HighWaterMarkKey, SequenceNumber> Marks { get; } = [];

        public Action OnRead { get; set; } = () => { };

        public Action<CancellationToken> OnAdvance { get; set; } = _ => { };

        public ValueTask<SequenceNumber?> ReadAsync(HighWaterMarkKey key, CancellationToken cancellationToken)
        {
            OnRead();
            return ValueTask.FromResult(Marks.TryGetValue(key, out var mark) ? mark : (SequenceNumber?)null);
        }

        public ValueTask AdvanceAsync(HighWaterMarkKey key, SequenceNumber handled, CancellationToken cancellationToken)
        {
            OnAdvance(cancellationToken);
            Marks[key] = handled;
            return ValueTask.CompletedTask;
        }
    }
}
