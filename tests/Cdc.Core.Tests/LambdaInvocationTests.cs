using Microsoft.Extensions.Time.Testing;

namespace Cdc.Core.Tests;

public sealed class LambdaInvocationTests
{
    private static readonly DateTimeOffset _deadline = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-30, 30)]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    public void GetTimeLeft_SecondsAfterTheDeadline_IsNeverNegative(int now, int left)
    {
        var invocation = new LambdaInvocation { RequestId = "r", Deadline = _deadline };

        invocation.GetTimeLeft(new FakeTimeProvider(_deadline.AddSeconds(now))).Should().Be(TimeSpan.FromSeconds(left));
    }
}
