using Cdc.Chaos;
using Cdc.Chaos.Chains;
using Cdc.Testing;

namespace Cdc.EndToEnd.Tests.Proof;

/// <summary>A run can be repeated by its seed, and leaves no kind of fault out.</summary>
public sealed class FaultScheduleTests
{
    private const int Draws = 200;

    // A FIFO queue delivers once and in order; that visibility ends early would take its promise away.
    private static readonly AwsFaultKind[] _ofStandardQueues = [AwsFaultKind.DuplicateDelivery, AwsFaultKind.Reordering, AwsFaultKind.EarlyVisibility];

    [Fact]
    public void Redraw_SameSeed_GivesTheSameRules() => Draw(seed: 5, isFifo: false).Should().Equal(Draw(seed: 5, isFifo: false));

    [Fact]
    public void Redraw_OtherSeed_GivesOtherRules() => Draw(seed: 6, isFifo: false).Should().NotEqual(Draw(seed: 5, isFifo: false));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Redraw_Often_GivesEveryKindThatTheQueueMayHave(bool isFifo)
    {
        var kinds = Draw(seed: 7, isFifo).Select(rule => rule.Kind).Distinct();

        kinds.Should().BeEquivalentTo(Enum.GetValues<AwsFaultKind>().Except(isFifo ? _ofStandardQueues : []));
    }

    [Fact]
    public void Redraw_BeforeAnyJumpStruck_HasOneForwardAtMost()
    {
        var faults = new AwsFaults(seed: 8);
        var schedule = new FaultSchedule(faults, new Chance(8, "faults"), isFifo: true);

        for (var draw = 0; draw < Draws; draw++)
        {
            schedule.Redraw();

            // Nothing calls, so no jump has struck: the next is always the first.
            faults.Rules.Count(rule => $"{rule.Fault}" == "ClockJump(00:00:01)").Should().BeLessThanOrEqualTo(1);
            faults.Rules.Should().NotContain(rule => $"{rule.Fault}" == "ClockJump(-00:00:01)");
        }
    }

    private static List<(string Rule, AwsFaultKind Kind, double Probability)> Draw(int seed, bool isFifo)
    {
        var faults = new AwsFaults(seed);
        var schedule = new FaultSchedule(faults, new Chance(seed, "faults"), isFifo);
        var rules = new List<(string, AwsFaultKind, double)>();
        for (var draw = 0; draw < Draws; draw++)
        {
            schedule.Redraw();
            rules.AddRange(faults.Rules.Select(rule => ($"{rule}", rule.Fault.Kind, rule.Probability)));
        }

        return rules;
    }
}
