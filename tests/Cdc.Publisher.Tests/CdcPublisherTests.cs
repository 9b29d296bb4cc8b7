using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cdc.Publisher.Tests;

public sealed class CdcPublisherTests
{
    private readonly RecordingLogger<CdcPublisher> _logger = new();

    [Fact]
    public async Task Publish_Everything_ReportsNothingUnpublished()
    {
        var sns = new FakeSns();

        var result = await Publish(sns, Twelve);

        result.Should().Be(Results.Of(12, 0, null));
        sns.Calls.Select(call => call.Count).Should().Equal(10, 2);
        _logger.Events.Should().ContainSingle().Which.Should().Be(new LoggedEvent(LogLevel.Debug, 1000, "Published 12 records and left out 0.", null));
    }

    [Fact]
    public async Task Publish_SameKeyTwice_UsesTwoCalls()
    {
        var sns = new FakeSns();

        await Publish(sns, StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record("b", 2), StreamEvents.Record("a", 3)));

        sns.Calls.Select(call => call.Count).Should().Equal(2, 1);
    }

    [Fact]
    public async Task Publish_EntryFails_StopsAndReportsTheLowestNumber()
    {
        var sns = new FakeSns(_ => [FakeSns.Failure("7"), FakeSns.Failure("3")]);

        var result = await Publish(sns, Twelve);

        result.Should().Be(Results.Of(8, 0, "101"));
        sns.Calls.Should().ContainSingle();
        _logger.Events.Where(entry => entry.Id == 1005).Select(entry => entry.Text).Should().Equal(
            "SNS did not take event event-101, sequence number 101: InternalError try again (sender's fault: False).",
            "SNS did not take event event-105, sequence number 105: InternalError try again (sender's fault: False).");
        _logger.Events.Last().Should().Be(new LoggedEvent(
            LogLevel.Warning, 1001, "Published 8 and left out 0 of 12 records; Lambda sends the rest again, from sequence number 101.", null));
    }

    // 98 is below 101 although its text is above.
    [Fact]
    public async Task Publish_NumbersOfSeveralLengths_ComparesThemAsNumbers()
    {
        var sns = new FakeSns(_ => [FakeSns.Failure("0"), FakeSns.Failure("3")]);

        (await Publish(sns, Twelve)).FirstUnpublishedText.Should().Be("98");
    }

    [Fact]
    public async Task Publish_NumbersOutOfOrder_ReportsTheLowestOfTheUnpublished()
    {
        var sns = new FakeSns(_ => [FakeSns.Failure("0")]);

        var result = await Publish(sns, StreamEvents.Of(StreamEvents.Record("a", 9), StreamEvents.Record("b", 5), StreamEvents.Record("a", 7)));

        result.Should().Be(Results.Of(1, 0, "7"));
    }

    [Fact]
    public async Task Publish_UnknownIdFails_CountsTheWholeCallAsFailed()
    {
        var sns = new FakeSns(_ => [FakeSns.Failure("99")]);

        (await Publish(sns, Twelve)).Should().Be(Results.Of(0, 0, "98"));
        _logger.Events.Where(entry => entry.Id == 1005).Should().HaveCount(10);
    }

    [Fact]
    public async Task Publish_PublisherAnswersNull_CountsTheWholeCallAsFailed() =>
        (await Publish(new FakeSns(_ => null!), Twelve)).Should().Be(Results.Of(0, 0, "98"));

    [Fact]
    public async Task Publish_CallThrows_CountsTheWholeCallAsFailed()
    {
        var error = new HttpRequestException("no route");
        var sns = new FakeSns(_ => throw error);

        (await Publish(sns, Twelve)).Should().Be(Results.Of(0, 0, "98"));

        var logged = _logger.Events.Single(entry => entry.Id == 1006);
        logged.Level.Should().Be(LogLevel.Error);
        logged.Exception.Should().BeSameAs(error);
        logged.Text.Should().Be(
            $"A call with 10 records to {StreamEvents.TopicArn} failed. SNS was not reached: check the network, the Region, and AWS_ENDPOINT_URL where it is set.");
    }

    [Fact]
    public async Task Publish_CallThrowsOperationCanceled_CountsTheWholeCallAsFailed() =>
        (await Publish(new FakeSns(_ => throw new OperationCanceledException()), Twelve)).Should().Be(Results.Of(0, 0, "98"));

    [Fact]
    public async Task Publish_CancelledBetweenCalls_SendsNoMoreAndReportsTheRest()
    {
        using var source = new CancellationTokenSource();
        var sns = new FakeSns(_ =>
        {
            source.Cancel();
            return [];
        });

        var result = await new CdcPublisher(StreamEvents.Options, sns).PublishAsync(Twelve, cancellationToken: source.Token);

        result.Should().Be(Results.Of(10, 0, "108"));
        sns.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Publish_Filtered_CountsAsDone()
    {
        var sns = new FakeSns();

        var result = await new CdcPublisher(StreamEvents.Options, sns).PublishAsync(Twelve, new CdcPublishContext { Rules = new CdcPublishRules { ShouldPublish = record => record.SequenceNumberText.Length == 3 } });

        result.Should().Be(Results.Of(10, 2, null));
        sns.Entries.Should().HaveCount(10);
    }

    [Fact]
    public async Task Publish_AllFiltered_CallsNothing()
    {
        var sns = new FakeSns();

        (await new CdcPublisher(StreamEvents.Options, sns).PublishAsync(Twelve, new CdcPublishContext { Rules = new CdcPublishRules { ShouldPublish = _ => false } })).Should().Be(Results.Of(0, 12, null));
        sns.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_FilterThrows_StopsBeforeTheRecord()
    {
        var sns = new FakeSns();
        var error = new FormatException("no rule");

        var result = await new CdcPublisher(StreamEvents.Options, sns, _logger).PublishAsync(Twelve, new CdcPublishContext { Rules = new CdcPublishRules { ShouldPublish = record => record.SequenceNumberText == "100" ? throw error : record.SequenceNumberText != "98" } });

        result.Should().Be(Results.Of(1, 1, "100"));
        sns.Entries.Should().ContainSingle().Which.Id.Should().Be("1");
        var logged = _logger.Events.Single(entry => entry.Id == 1003);
        logged.Text.Should().StartWith("ShouldPublish failed on event event-100, sequence number 100.");
        logged.Exception.Should().BeSameAs(error);
    }

    [Fact]
    public async Task Publish_EnvelopeTooLarge_StopsBeforeTheRecord()
    {
        var options = StreamEvents.Options;
        options.MaxMessageBytes = 1_024;
        options.MaxPackedBytes = 1_024;

        var result = await new CdcPublisher(options, new FakeSns(), _logger).PublishAsync(
            StreamEvents.Of(StreamEvents.Record("a", 1), StreamEvents.Record(new string('b', 1_500), 2), StreamEvents.Record("c", 3)));

        result.Should().Be(Results.Of(1, 0, "2"));
        _logger.Events.Should().ContainSingle(entry => entry.Id == 1004)
            .Which.Text.Should().Contain("event-2").And.Contain("the topic takes 1024.").And.NotContain("bbb");
    }

    [Fact]
    public void Create_InvalidOptions_Throws() =>
        FluentActions.Invoking(() => new CdcPublisher(new CdcPublisherOptions(), new FakeSns())).Should().ThrowExactly<OptionsValidationException>();

    [Fact]
    public void Create_Nulls_Throws()
    {
        FluentActions.Invoking(() => new CdcPublisher(null!, new FakeSns())).Should().ThrowExactly<ArgumentNullException>().WithParameterName("options");
        FluentActions.Invoking(() => new CdcPublisher(StreamEvents.Options, null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("sns");
    }

    private static byte[] Twelve => StreamEvents.Of(Enumerable.Range(0, 12).Select(index => StreamEvents.Record($"k{index}", 98 + index)));

    private Task<CdcPublishResult> Publish(FakeSns sns, byte[] streamEvent) => new CdcPublisher(StreamEvents.Options, sns, _logger).PublishAsync(streamEvent);
}
