using OrdersDemo.Load;

namespace OrdersDemo.Tests.Load;

public sealed class LoadRateTests
{
    [Theory]
    [InlineData("1/s", 1)]
    [InlineData("1000/s", 1000)]
    [InlineData("10000/s", 10_000)]
    public void TryParse_Rate_ReadsIt(string text, int perSecond)
    {
        LoadRate.TryParse(text, out var rate).Should().BeTrue();

        rate.PerSecond.Should().Be(perSecond);
        rate.ToString().Should().Be(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/s")]
    [InlineData("1000")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("+1/s")]
    [InlineData("1.5/s")]
    [InlineData("10001/s")]
    [InlineData("1000/m")]
    [InlineData("99999999999/s")]
    public void TryParse_Other_RefusesIt(string text) => LoadRate.TryParse(text, out _).Should().BeFalse();
}
