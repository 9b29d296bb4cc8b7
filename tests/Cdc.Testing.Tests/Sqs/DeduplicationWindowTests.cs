using Cdc.Testing.Sqs;

namespace Cdc.Testing.Tests.Sqs;

public sealed class DeduplicationWindowTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Advance_FiveMinutesLater_ForgetsWhatIsAsOld()
    {
        var window = new DeduplicationWindow<int>();
        window.Add("old", _start, 1);
        window.Add("new", _start.AddMinutes(1), 2);

        window.Advance(_start.AddMinutes(5));

        window.Count.Should().Be(1);
        window.TryGet("old", _start.AddMinutes(5), out _).Should().BeFalse();
        window.TryGet("new", _start.AddMinutes(5), out var answer).Should().BeTrue();
        answer.Should().Be(2);
    }

    [Fact]
    public void Clear_IdsAdded_ForgetsThem()
    {
        var window = new DeduplicationWindow<int>();
        window.Add("id", _start, 1);

        window.Clear();
        window.Add("id", _start.AddMinutes(1), 2);

        window.TryGet("id", _start.AddMinutes(5), out var answer).Should().BeTrue();
        answer.Should().Be(2);
    }
}
