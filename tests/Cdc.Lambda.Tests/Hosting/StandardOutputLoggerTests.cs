using System.Text.Json;
using Cdc.Core;
using Cdc.StandardOutput;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Lambda.Tests.Hosting;

/// <summary>The lines of a function's default log.</summary>
public sealed partial class StandardOutputLoggerTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 11, 0, 0, 250, TimeSpan.FromHours(1));

    private readonly StringWriter _output = new() { NewLine = "\n" };

    private string Output => _output.ToString();

    [Fact]
    public void Text_SeveralLines_AreOneLineWithTimeAndLevel()
    {
        Write(LogLine.Text, LogLevel.Warning, "line 1\nline 2\r\nline 3\u2028line 4");

        Output.Should().Be("2026-11-22T10:00:00.250Z\t\tWARN\tCategory[1001] line 1 | line 2 | line 3 | line 4\n");
    }

    [Fact]
    public void Text_Exception_IsOnTheSameLine()
    {
        Write(LogLine.Text, LogLevel.Error, "failed", new InvalidOperationException("a\nb", new FormatException("c")));

        Output.Should().Contain("\tERROR\tCategory[1001] failed System.InvalidOperationException: a | b | ").And.Contain("System.FormatException: c").And.EndWith("\n");
        Output.Count(character => character == '\n').Should().Be(1);
    }

    [Fact]
    public async Task Text_WithinAnInvocation_HasItsRequestIdOnEveryThread()
    {
        LambdaInvocation.Current = new LambdaInvocation { RequestId = "r-1", Deadline = _now };
        try
        {
            await Task.Run(() => Write(LogLine.Text, LogLevel.Information, "text"));
        }
        finally
        {
            LambdaInvocation.Current = null;
        }

        Write(LogLine.Text, LogLevel.Information, "text");
        Output.Should().Be("2026-11-22T10:00:00.250Z\tr-1\tINFO\tCategory[1001] text\n2026-11-22T10:00:00.250Z\t\tINFO\tCategory[1001] text\n");
    }

    [Fact]
    public void Json_Event_HasWhatLambdaReadsAndTheMessagesFields()
    {
        LambdaInvocation.Current = new LambdaInvocation { RequestId = "r-1", Deadline = _now };
        try
        {
            LeftOut(Logger(LogLine.Json), "event-1", 7, 0.5, true, 12.50m, null, ["a", "b"]);
        }
        finally
        {
            LambdaInvocation.Current = null;
        }

        Output.Should().Be(
            """
            {"timestamp":"2026-11-22T10:00:00.250Z","level":"ERROR","requestId":"r-1","logger":"Category","event":1010,"message":"Event event-1, number 7, 0.5 True 12.50  [a, b], is left \"out\" für good.","EventId":"event-1","Number":7,"Share":0.5,"Fault":true,"Amount":12.50,"Nothing":null,"Several":"a, b"}

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Json_Exception_HasTypeMessageAndStack()
    {
        Write(LogLine.Json, LogLevel.Critical, "failed", new InvalidOperationException("a\nb", new FormatException("c")));

        using var json = JsonDocument.Parse(Output);
        json.RootElement.GetProperty("level").GetString().Should().Be("FATAL");
        json.RootElement.GetProperty("errorType").GetString().Should().Be("System.InvalidOperationException");
        json.RootElement.GetProperty("errorMessage").GetString().Should().Be("a\nb");
        json.RootElement.GetProperty("stackTrace").EnumerateArray().Select(line => line.GetString()).Should().Contain(line => line!.Contains("System.FormatException: c"));
        json.RootElement.TryGetProperty("requestId", out _).Should().BeFalse();
    }

    // Each name once, and those that Lambda reads are ours.
    [Fact]
    public void Json_FieldsOfOurNamesOrTwice_LeaveTheFirst()
    {
        var state = new Dictionary<string, object?> { ["level"] = "DEBUG", ["timestamp"] = 1, ["Other"] = "x" }.Concat([new("Other", "y"), new("{OriginalFormat}", "z")]).ToList();

        Logger(LogLine.Json).Log(LogLevel.Error, new EventId(1), state, null, (_, _) => "text");

        Output.Should().Be("""{"timestamp":"2026-11-22T10:00:00.250Z","level":"ERROR","logger":"Category","event":1,"message":"text","Other":"x"}""" + "\n");
    }

    [Theory]
    [InlineData(LogLevel.Trace, "TRACE")]
    [InlineData(LogLevel.Debug, "DEBUG")]
    [InlineData(LogLevel.Information, "INFO")]
    [InlineData(LogLevel.Warning, "WARN")]
    [InlineData(LogLevel.Error, "ERROR")]
    [InlineData(LogLevel.Critical, "FATAL")]
    public void Json_Level_IsAWordThatLambdaKnows(LogLevel level, string word)
    {
        Write(LogLine.Json, level, "text", minimum: LogLevel.Trace);

        Output.Should().Contain($"\"level\":\"{word}\"");
    }

    [Theory]
    [InlineData(LogLevel.Debug, LogLevel.Information, false)]
    [InlineData(LogLevel.Information, LogLevel.Information, true)]
    [InlineData(LogLevel.Warning, LogLevel.Error, false)]
    [InlineData(LogLevel.Error, LogLevel.Error, true)]
    [InlineData(LogLevel.Critical, LogLevel.Error, true)]
    [InlineData(LogLevel.None, LogLevel.Trace, false)]
    public void Log_Level_IsWrittenFromTheMinimumUp(LogLevel level, LogLevel minimum, bool written)
    {
        Write(LogLine.Text, level, "text", minimum: minimum);

        (Output.Length > 0).Should().Be(written);
    }

    [Theory]
    [MemberData(nameof(HostileExceptions.All), MemberType = typeof(HostileExceptions))]
    public void Log_ExceptionWhoseMembersThrow_NamesItsType(string name)
    {
        Write(LogLine.Text, LogLevel.Error, "failed", HostileExceptions.Of(name));
        Write(LogLine.Json, LogLevel.Error, "failed", HostileExceptions.Of(name));

        var lines = Output.TrimEnd('\n').Split('\n');
        lines.Should().HaveCount(2);
        lines[0].Should().Contain("Category[1001] failed ").And.Contain(nameof(HostileException));
        using var json = JsonDocument.Parse(lines[1]);
        json.RootElement.GetProperty("stackTrace").GetRawText().Should().Contain(nameof(HostileException));
    }

    [Fact]
    public void Log_AggregateOfAnUnreadableException_StillTellsTheOthers()
    {
        Write(LogLine.Text, LogLevel.Error, "failed", new AggregateException(HostileExceptions.Of("Message"), new FormatException("the other")));

        Output.Should().Contain("System.AggregateException: its message cannot be read | ").And.Contain("HostileException: its message cannot be read").And.Contain("FormatException: the other");
    }

    [Fact]
    public void Log_ValuesThatCannotBeRead_LeaveTheRest()
    {
        var state = new List<KeyValuePair<string, object?>> { new("Bad", new Unreadable()), new("Odd", double.NaN), new("Half", "\ud800") };

        Logger(LogLine.Json).Log(LogLevel.Error, new EventId(1), state, null, (values, _) => $"{values[0].Value}");

        Output.Should().Be(
            """{"timestamp":"2026-11-22T10:00:00.250Z","level":"ERROR","logger":"Category","event":1,"message":"The text of this event cannot be read.","Bad":"(cannot be read)","Odd":"NaN","Half":"\uFFFD"}"""
            + "\n");
    }

    [Fact]
    public void Log_LongTexts_StayOneEntryOfTheLog()
    {
        Write(LogLine.Json, LogLevel.Error, new string('x', 1_000_000), new InvalidOperationException(new string('y', 1_000_000)));

        Output.Length.Should().BeLessThan(256 * 1024);
        Output.Should().Contain("… (967232 more characters)");
    }

    [Fact]
    public void Log_OutputThatIsClosed_Continues()
    {
        using var closed = new StreamWriter(new MemoryStream());
        closed.Close();
        var logger = new StandardOutputLogger("Category", LogLevel.Information, LogLine.Text, (_, line) => closed.WriteLine(line));

        logger.Invoking(it => it.Log(LogLevel.Error, new EventId(1), "text", null, (state, _) => state)).Should().NotThrow();
    }

    [LoggerMessage(1010, LogLevel.Error, "Event {EventId}, number {Number}, {Share} {Fault} {Amount} {Nothing} {Several}, is left \"out\" für good.")]
    private static partial void LeftOut(ILogger logger, string eventId, int number, double share, bool fault, decimal amount, string? nothing, string[] several);

    private void Write(Func<LogEntry, string> format, LogLevel level, string text, Exception? exception = null, LogLevel minimum = LogLevel.Information) =>
        Logger(format, minimum).Log(level, new EventId(1001), text, exception, (state, _) => state);

    private StandardOutputLogger Logger(Func<LogEntry, string> format, LogLevel minimum = LogLevel.Information) =>
        new("Category", minimum, format, (_, line) => _output.WriteLine(line), new FakeTimeProvider(_now));

    private sealed class Unreadable
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
