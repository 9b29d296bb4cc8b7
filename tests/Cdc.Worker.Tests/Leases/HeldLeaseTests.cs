using Cdc.Worker.Leases;
using Cdc.Worker.Tests.Rig;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Worker.Tests.Leases;

/// <summary>What a write that was refused, or whose answer was lost, means for a lease.</summary>
public sealed class HeldLeaseTests : IDisposable
{
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryLeaseStore _store = new();
    private readonly LogLines _log = new();
    private HeldLease? _held;

    [Fact]
    public async Task Renew_AfterALostAnswer_KeepsTheLeaseAndItsCheckpoint()
    {
        var held = await HoldAsync();
        held.Advance("7");
        await _store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 1, Checkpoint = "5", Owner = "me" }, default);

        (await held.RenewAsync(default)).Should().BeTrue();

        (await StoredAsync()).Should().Match<Lease>(lease => lease.Owner == "me" && lease.Counter == 3 && lease.Checkpoint == "7");
        held.Lost.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public async Task Renew_OfALeaseThatAnotherTook_LosesItForGood()
    {
        var held = await HoldAsync();
        await _store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 1, Checkpoint = "5", Owner = "other", ChangesOwner = true }, default);

        (await held.RenewAsync(default)).Should().BeFalse();

        held.Lost.IsCancellationRequested.Should().BeTrue();
        held.Left.Should().Be(TimeSpan.Zero);
        (await held.ReleaseAsync(null, default)).Should().BeFalse();
        (await StoredAsync()).Owner.Should().Be("other");
    }

    [Fact]
    public async Task Renew_OfALeaseThatWasRemoved_MakesItAgainWhereItWas()
    {
        var held = await HoldAsync();
        held.Advance("7");
        await _store.DeleteAsync(await StoredAsync(), default);

        (await held.RenewAsync(default)).Should().BeTrue();

        (await StoredAsync()).Should().Match<Lease>(lease => lease.Owner == "me" && lease.Checkpoint == "7");
        _log.Should().ContainSingle(line => line.Id == 1216);
    }

    [Fact]
    public async Task Renew_OfALeaseThatAnotherMadeAnew_GoesOnWhereItWas()
    {
        var held = await HoldAsync();
        held.Advance("7");
        await _store.DeleteAsync(await StoredAsync(), default);
        await _store.CreateAsync(new Lease { Key = "s" }, default);

        (await held.RenewAsync(default)).Should().BeTrue();

        (await StoredAsync()).Should().Match<Lease>(lease => lease.Owner == "me" && lease.Checkpoint == "7");
    }

    [Fact]
    public async Task Release_WhoseAnswerWasLost_IsDone()
    {
        var held = await HoldAsync();
        await _store.WriteAsync(new LeaseUpdate { Key = "s", ExpectedCounter = 1, Checkpoint = "5", ChangesOwner = true }, default);

        (await held.ReleaseAsync(null, default)).Should().BeTrue();

        (await StoredAsync()).Should().Match<Lease>(lease => lease.Owner == null && lease.Counter == 2);
    }

    [Fact]
    public async Task Left_AsTimeGoesBy_EndsWithTheDurationByEitherClock()
    {
        var held = await HoldAsync();
        _time.Advance(_duration - TimeSpan.FromSeconds(1));
        held.Left.Should().Be(TimeSpan.FromSeconds(1));
        (await held.RenewAsync(default)).Should().BeTrue();
        held.Left.Should().Be(_duration);

        _time.Advance(_duration);

        held.Left.Should().Be(TimeSpan.Zero);
    }

    public void Dispose() => _held?.Dispose();

    private async Task<HeldLease> HoldAsync()
    {
        await _store.CreateAsync(new Lease { Key = "s", Owner = "me", Counter = 1, Checkpoint = "5" }, default);
        return _held = new HeldLease(await StoredAsync(), new LeaseClock(_time).Now, _store, "me", _duration, _time, _log);
    }

    private async Task<Lease> StoredAsync() => (await _store.ListAsync(default)).Single();
}
