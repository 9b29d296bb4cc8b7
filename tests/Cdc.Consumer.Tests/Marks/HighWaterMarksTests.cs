using Cdc.Consumer.Marks;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Consumer.Tests.Marks;

public sealed class HighWaterMarksTests
{
    private readonly StoreStub _store = new();
    private readonly HandlerStub _inner = new();
    private readonly HighWaterMarks _marks;

    public HighWaterMarksTests() => _marks = New(_store);

    [Fact]
    public async Task Change_ThatIsNewer_RunsAndMovesTheMark()
    {
        (await HandleAsync(Changes.Of("a", 1), default)).Should().Be(CdcOutcome.Handled);
        (await HandleAsync(Changes.Of("a", 2), default)).Should().Be(CdcOutcome.Handled);

        _inner.Ran.Should().Equal("a-1", "a-2");
        _store.Marks[new HighWaterMarkKey { Consumer = "c", Source = Changes.Of("a").Source, Key = "\"a\"" }].Should().Be(SequenceNumber.Parse("2"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Change_ThatIsNotNewer_IsStaleWithoutRunning(int sequence)
    {
        await HandleAsync(Changes.Of("a", 2), default);

        (await HandleAsync(Changes.Of("a", sequence), default)).Should().Be(CdcOutcome.Stale);
        (await HandleAsync(Changes.Of("b", sequence), default)).Should().Be(CdcOutcome.Handled);

        _inner.Ran.Should().Equal("a-2", $"b-{sequence}");
    }

    [Fact]
    public async Task Change_OfATableThatWasMadeAnew_IsNotStale()
    {
        foreach (var label in (string?[])["old", "new", null])
            (await HandleAsync(Changes.Of("a", label == "old" ? 9 : 1) with { StreamLabel = label }, default)).Should().Be(CdcOutcome.Handled);

        (await HandleAsync(Changes.Of("a", 1) with { StreamLabel = "new" }, default)).Should().Be(CdcOutcome.Stale);
        _store.Marks.Keys.Select(key => key.StreamLabel).Should().BeEquivalentTo("old", "new", null);
    }

    [Fact]
    public async Task Snapshot_AlwaysRunsAndMovesNoMark()
    {
        await HandleAsync(Changes.Of("a", 2), default);
        var snapshot = Changes.Of("a") with { Operation = ChangeOperation.Snapshot, Sequence = null, Id = "s" };
        var numbered = snapshot with { Sequence = SequenceNumber.Parse("9"), Id = "n" };

        foreach (var change in new[] { snapshot, numbered, numbered }) (await HandleAsync(change, default)).Should().Be(CdcOutcome.Handled);

        _inner.Ran.Should().Equal("a-2", "s", "n", "n");
        _store.Marks.Values.Should().Equal(SequenceNumber.Parse("2"));
    }

    [Fact]
    public async Task Change_WhoseHandlerFails_MovesNoMark()
    {
        _inner.OnRun = _ => throw new TimeoutException();

        await FluentActions.Awaiting(() => HandleAsync(Changes.Of("a"), default)).Should().ThrowExactlyAsync<TimeoutException>();

        _store.Marks.Should().BeEmpty();
    }

    [Fact]
    public async Task Change_WhoseMarkCannotBeRead_FailsWithoutRunning()
    {
        _store.OnRead = () => throw new TimeoutException();

        await FluentActions.Awaiting(() => HandleAsync(Changes.Of("a"), default)).Should().ThrowExactlyAsync<TimeoutException>();

        _inner.Ran.Should().BeEmpty();
    }

    [Fact]
    public async Task Change_WhoseMarkCannotBeMoved_FailsAndRunsAgain()
    {
        _store.OnAdvance = _ => throw new TimeoutException();
        await FluentActions.Awaiting(() => HandleAsync(Changes.Of("a"), default)).Should().ThrowExactlyAsync<TimeoutException>();
        _store.OnAdvance = _ => { };

        (await HandleAsync(Changes.Of("a"), default)).Should().Be(CdcOutcome.Handled);

        _inner.Ran.Should().Equal("a-1", "a-1");
    }

    [Fact]
    public async Task Mark_OfWhatWasHandledWhileStopping_IsMovedAllTheSame()
    {
        using var stopping = new CancellationTokenSource();
        _inner.OnRun = _ => stopping.Cancel();
        _store.OnAdvance = token => token.CanBeCanceled.Should().BeFalse();

        await HandleAsync(Changes.Of("a"), stopping.Token);

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
            var inner = new HandlerStub
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
            HighWaterMarks[] processes = [New(store), New(store)];
            foreach (var (process, sequence, fails) in all)
            {
                (failing, ran) = (fails, 0);
                var isNewer = sequence > newest;
                var outcome = await processes[process].InvokeAsync(CdcContext.Create(Changes.Of("a", sequence)), inner.HandleAsync, default).AsTask()
                    .ContinueWith(task => task.IsFaulted ? null : task.Result, TaskScheduler.Default);

                outcome.Should().Be(!isNewer ? CdcOutcome.Stale : fails ? null : CdcOutcome.Handled);
                ran.Should().Be(isNewer ? 1 : 0);
            }
        });
    }

    private static HighWaterMarks New(IHighWaterMarkStore store) => new(store, "c", new StaleChanges(TimeProvider.System, NullLogger.Instance));

    private Task<CdcOutcome> HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken) =>
        _marks.InvokeAsync(CdcContext.Create(change), _inner.HandleAsync, cancellationToken).AsTask();

    private sealed class HandlerStub
    {
        public List<string> Ran { get; } = [];

        public Action<CdcEnvelope<string>> OnRun { get; set; } = _ => { };

        public ValueTask<CdcOutcome> HandleAsync(CdcContext context, CancellationToken cancellationToken)
        {
            Ran.Add(context.ChangeId);
            OnRun(((CdcContext<string>)context).Change);
            return ValueTask.FromResult(CdcOutcome.Handled);
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
