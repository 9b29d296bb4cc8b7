using Cdc.StandardOutput;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Tests.Hosting;

public sealed class StandardOutputLoggerTests
{
    private readonly StringWriter _output = new() { NewLine = "\n" };

    [Fact]
    public void Log_Text_WritesOneLine()
    {
        Write(LogLevel.Warning, "line 1\nline 2\r\nline 3\u2028line 4", null);

        _output.ToString().Should().Be("Warning: Category[1001] line 1 | line 2 | line 3 | line 4\n");
    }

    [Fact]
    public void Log_Exception_WritesItOnTheSameLine()
    {
        Write(LogLevel.Error, "failed", new InvalidOperationException("a\nb", new FormatException("c")));

        _output.ToString().Should().StartWith("Error: Category[1001] failed System.InvalidOperationException: a | b | ")
            .And.Contain("System.FormatException: c").And.EndWith("\n");
        _output.ToString().Count(character => character == '\n').Should().Be(1);
    }

    [Theory]
    [InlineData(LogLevel.Trace, false)]
    [InlineData(LogLevel.Debug, false)]
    [InlineData(LogLevel.Information, true)]
    [InlineData(LogLevel.Critical, true)]
    [InlineData(LogLevel.None, false)]
    public void Log_Level_IsWrittenFromInformationUp(LogLevel level, bool written)
    {
        Write(level, "text", null);

        (_output.ToString().Length > 0).Should().Be(written);
    }

    private void Write(LogLevel level, string text, Exception? exception) =>
        new StandardOutputLogger("Category", _output).Log(level, new EventId(1001), text, exception, (state, _) => state);
}
