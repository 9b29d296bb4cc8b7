using Cdc.Consumer.Hosting;
using Cdc.Consumer.Marks;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Consumer.Tests.Marks;

/// <summary>One forged change with the greatest number there is must not silence its item's real changes.</summary>
public sealed class ForgedMarkTests
{
    private static readonly SequenceNumber _forged = SequenceNumber.Parse(new string('9', SequenceNumber.MaxDigits));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
    private readonly LogLines _logs = new(new Signal());
    private readonly List<string> _handled = [];
    private readonly StaleChanges _stale;
    private readonly HighWaterMarks _marks;

    public ForgedMarkTests()
    {
        _stale = new StaleChanges(_time, _logs.CreateLogger("Cdc.Consumer.orders"));
        _marks = new HighWaterMarks(new InMemoryHighWaterMarkStore(timeProvider: _time), "orders", _stale);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RealChanges_AfterAForgedOne_AreHandled_AndAreMarkedAgain(bool inBatches)
    {
        await HandleAsync("forged", _forged, _time.GetUtcNow(), inBatches);
        _time.Advance(TimeSpan.FromMinutes(6));

        await HandleAsync("real-7", Number(7), _time.GetUtcNow(), inBatches);
        await HandleAsync("real-8", Number(8), _time.GetUtcNow(), inBatches);
        await HandleAsync("real-7", Number(7), _time.GetUtcNow(), inBatches);

        _handled.Should().Equal("forged", "real-7", "real-8");
        _logs.Of(2402).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Warning);
    }

    [Fact]
    public async Task LateDuplicates_AreNotTakenForProofOfAForgery()
    {
        var changed = _time.GetUtcNow();
        await HandleAsync("a-8", Number(8), changed);
        _time.Advance(TimeSpan.FromDays(3));

        await HandleAsync("a-7", Number(7), changed);
        await HandleAsync("a-8", Number(8), changed);
        await HandleAsync("a-6", Number(6), changed: null);

        _handled.Should().Equal("a-8");
        _logs.Of(2402).Should().BeEmpty();
    }

    [Fact]
    public async Task StaleChanges_AreToldOfOnceAMinute_WithHowMany()
    {
        await HandleAsync("forged", _forged, _time.GetUtcNow());

        for (var number = 1; number <= 3; number++) await HandleAsync("real", Number(number), _time.GetUtcNow());
        _logs.Of(2401).Should().ContainSingle().Which.Level.Should().Be(LogLevel.Information);
        _time.Advance(TimeSpan.FromMinutes(1));
        await HandleAsync("real", Number(4), _time.GetUtcNow());

        _logs.Of(2401).Select(line => line.Text.Split(' ')[0]).Should().Equal("1", "3");
    }

    [Fact]
    public async Task ItemWhoseChangesAreStaleAgainAndAgain_IsCountedInItsConsumersHealth_UntilOneIsHandled()
    {
        await HandleAsync("forged", _forged, _time.GetUtcNow());
        for (var number = 1; number < StaleChanges.ManyInARow; number++) await HandleAsync("real", Number(number), _time.GetUtcNow());
        (await FigureAsync()).Should().BeNull();

        await HandleAsync("real", Number(10), _time.GetUtcNow());
        (await FigureAsync()).Should().Be(1);

        _time.Advance(TimeSpan.FromMinutes(6));
        await HandleAsync("real", Number(11), _time.GetUtcNow());
        (await FigureAsync()).Should().BeNull();
    }

    private static SequenceNumber Number(int number) => SequenceNumber.Parse($"{number}");

    private async Task HandleAsync(string id, SequenceNumber number, DateTimeOffset? changed, bool inBatches = false)
    {
        var context = CdcContext.Create(Changes.Of("a") with { Id = id, Sequence = number, Time = changed });
        if (!inBatches)
        {
            await _marks.InvokeAsync(context, (handled, _) => new(Handled(handled)), default);
            return;
        }

        await _marks.InvokeAsync(
            CdcBatch.Create([context]),
            (batch, _) =>
            {
                foreach (var handled in batch.Contexts) Handled(handled);
                return new(CdcBatchResult.AllHandled);
            },
            default);
    }

    private CdcOutcome Handled(CdcContext context)
    {
        _handled.Add(context.ChangeId);
        return CdcOutcome.Handled;
    }

    private async Task<object?> FigureAsync()
    {
        var check = new CdcConsumerHealthCheck([new ConsumerState("orders", _time, NullLogger.Instance) { Stale = _stale }]);
        var context = new HealthCheckContext { Registration = new HealthCheckRegistration("cdc", check, HealthStatus.Unhealthy, []) };
        return (await check.CheckHealthAsync(context)).Data.GetValueOrDefault("orders.stale");
    }
}
