using Cdc.Chaos.Consuming;
using Cdc.Chaos.Verifying;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests.Proof;

/// <summary>What a consumer writes is what is read, however it ended.</summary>
public sealed class ConsumerLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chaos-log-");

    private string File => Path.Combine(_folder.FullName, "log");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_WhatWasWritten_IsTheSameInOrder()
    {
        var sequence = SequenceNumber.Parse("1000000000000000000001");
        using (var log = new ConsumerLogWriter(File))
        {
            log.Write(ConsumerEventKind.MarkRead, "item-1");
            log.Write(ConsumerEventKind.Started, "item-1", sequence);
        }

        var read = ConsumerLogReader.Read("consumer-0", File, endedAt: 7);

        (read.Process, read.EndedAt).Should().Be(("consumer-0", 7));
        read.Events.Select(line => (line.Kind, line.Key, line.Sequence)).Should().Equal(
            (ConsumerEventKind.MarkRead, "item-1", default), (ConsumerEventKind.Started, "item-1", sequence));
        read.Events.Select(line => line.At).Should().BeInAscendingOrder();
    }

    [Fact]
    public void Read_LineThatAKillCutOff_IsLeftOut()
    {
        System.IO.File.WriteAllText(File, "S 1 item-1 5\nF 2 item-1 ");

        ConsumerLogReader.Read("consumer-0", File, endedAt: 7).Events.Should().ContainSingle().Which.Kind.Should().Be(ConsumerEventKind.Started);
    }

    [Fact]
    public void Read_ProcessThatNeverBegan_HasNoEvents() => ConsumerLogReader.Read("consumer-0", File, endedAt: 7).Events.Should().BeEmpty();

    [Theory]
    [InlineData("Q 1 item-1 5\n")]
    [InlineData("S 1 item-1\n")]
    public void Read_AnythingElse_Throws(string text)
    {
        System.IO.File.WriteAllText(File, text);

        FluentActions.Invoking(() => ConsumerLogReader.Read("consumer-0", File, endedAt: 7)).Should().ThrowExactly<FormatException>();
    }
}
