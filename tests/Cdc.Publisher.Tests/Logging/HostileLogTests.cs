using Cdc.Tests.Logs;
using Cdc.Texts;

namespace Cdc.Publisher.Tests.Logging;

public sealed class HostileLogTests
{
    [Fact]
    public void EveryEvent_WithTextsThatWouldWriteALog_IsOneLineOfBoundedLength()
    {
        var lines = HostileLogs.WriteAll(typeof(CdcPublisher).Assembly, inner => new EscapingLogger(inner));

        lines.Select(line => line.Event).Distinct().Should().HaveCountGreaterThan(3);
        lines.Should().OnlyContain(line => HostileLogs.IsFit(line.Line) && !line.Line.Contains("{OriginalFormat}"));
        lines.SelectMany(line => line.Values).Select(value => value.Value).OfType<string>().Should().OnlyContain(text => HostileLogs.IsFit(text));
    }
}
