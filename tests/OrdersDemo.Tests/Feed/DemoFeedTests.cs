using Cdc.Core;
using Microsoft.Extensions.Time.Testing;
using OrdersDemo.Feed;

namespace OrdersDemo.Tests.Feed;

public sealed class DemoFeedTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DemoFeed _feed;

    public DemoFeedTests() => _feed = new DemoFeed(_time, capacity: 3);

    [Fact]
    public void Note_HopPassedTwice_CountsTheFirstTime()
    {
        _feed.Wrote("o-1", ChangeOperation.Modify, _time.GetTimestamp());
        Pass("o-1", "e-1", Hop.Received);
        Pass("o-1", "e-1", Hop.Received);

        One().Hops[(int)Hop.Received].Should().Be(10);
        _feed.Totals.Retried.Should().Be(1);
    }

    [Fact]
    public void Between_LaterHopSeenFirst_IsNoTime()
    {
        var requestedAt = _time.GetTimestamp();
        Pass("o-1", "e-1", Hop.Publishing);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        _feed.Wrote("o-1", ChangeOperation.Modify, requestedAt);

        One().Between(Hop.Written, Hop.Publishing).Should().Be(0);
        One().Hops[(int)Hop.Written].Should().Be(15);
    }

    [Fact]
    public void Note_TwoChangesOfOneOrder_AreToldApartInTheirOrder()
    {
        _feed.Wrote("o-1", ChangeOperation.Modify, 0);
        _feed.Wrote("o-1", ChangeOperation.Modify, 0);
        Pass("o-1", "e-1", Hop.Streamed);
        Pass("o-1", "e-2", Hop.Streamed);
        Pass("o-1", "e-1", Hop.Handled);

        All().Select(change => change.State).Should().Equal(ChangeState.Handled, ChangeState.Moving);
    }

    [Fact]
    public void Absorbed_BeforeItWasHandled_IsSuperseded()
    {
        Pass("o-1", "e-1", Hop.Published);
        _feed.Absorbed("e-1");
        _feed.Absorbed("of somebody else");

        One().State.Should().Be(ChangeState.Superseded);
        _feed.Totals.Absorbed.Should().Be(1);
    }

    [Fact]
    public void Note_MoreChangesThanAreKept_ForgetsTheOldest()
    {
        for (var number = 1; number <= 5; number++) Pass($"o-{number}", $"e-{number}", Hop.Streamed);
        // Of one that is forgotten nothing is left to be found.
        Pass("o-1", "e-1", Hop.Published);

        All().Select(change => change.OrderId).Should().Equal("o-4", "o-5", "o-1");
        All()[^1].Saw(Hop.Streamed).Should().BeFalse();
    }

    [Fact]
    public void TakeLags_RequestForgotten_CountsFromTheTable()
    {
        var writtenAt = _time.GetUtcNow();
        _feed.Wrote("o-1", ChangeOperation.Modify, _time.GetTimestamp());
        for (var number = 2; number <= 4; number++) Pass($"o-{number}", $"e-{number}", Hop.Streamed);

        _feed.Note(new ChangeKey("o-1", ChangeOperation.Modify, "e-1", writtenAt), Hop.Handled);
        _feed.Note(new ChangeKey("o-5", ChangeOperation.Modify, "e-5", WrittenAt: null), Hop.Handled);

        _feed.TakeLags().Should().Equal(30);
        _feed.TakeLags().Should().BeEmpty();
    }

    [Fact]
    public void ChangedSince_Version_GivesWhatChangedAfterItAmongTheNewest()
    {
        Pass("o-1", "e-1", Hop.Streamed);
        Pass("o-2", "e-2", Hop.Streamed);
        var (_, version) = _feed.ChangedSince(0, 10);
        Pass("o-1", "e-1", Hop.Published);

        _feed.ChangedSince(version, 10).Changes.Should().ContainSingle().Which.OrderId.Should().Be("o-1");
        _feed.ChangedSince(version, 1).Changes.Should().BeEmpty();
    }

    private void Pass(string orderId, string eventId, Hop hop)
    {
        _time.Advance(TimeSpan.FromMilliseconds(10));
        _feed.Note(new ChangeKey(orderId, ChangeOperation.Modify, eventId), hop);
    }

    private IReadOnlyList<ChangeView> All() => _feed.ChangedSince(0, 10).Changes;

    private ChangeView One() => All().Should().ContainSingle().Subject;
}
