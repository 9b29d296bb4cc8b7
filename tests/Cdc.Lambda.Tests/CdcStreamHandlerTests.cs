using System.Reflection;
using System.Text;
using Cdc.Core;
using Cdc.Publisher;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Lambda.Tests;

public sealed class CdcStreamHandlerTests
{
    [Fact]
    public async Task Handle_Everything_AnswersNoFailures() =>
        (await Handle(new Handler(new FakeSns()), TwoRecords)).Should().Be("""{"batchItemFailures":[]}""");

    [Fact]
    public async Task Handle_NoRecords_AnswersNoFailures() =>
        (await Handle(new Handler(new FakeSns()), StreamEvents.Of())).Should().Be("""{"batchItemFailures":[]}""");

    [Fact]
    public async Task Handle_EntryFails_AnswersItsSequenceNumber() =>
        (await Handle(new Handler(new FakeSns(_ => [FakeSns.Failure("1")])), TwoRecords)).Should().Be("""{"batchItemFailures":[{"itemIdentifier":"100"}]}""");

    [Fact]
    public async Task Handle_SeveralFail_AnswersTheLowestAlone() =>
        (await Handle(new Handler(new FakeSns(entries => [.. entries.Select(entry => FakeSns.Failure(entry.Id))])), TwoRecords))
            .Should().Be("""{"batchItemFailures":[{"itemIdentifier":"99"}]}""");

    [Fact]
    public async Task Handle_SequenceNumberWithLeadingZeros_AnswersItAsWritten()
    {
        var streamEvent = StreamEvents.Of(StreamEvents.Record("""{"id":{"S":"a"}}""", "000000000000000000000099"));

        (await Handle(new Handler(new FakeSns(_ => throw new HttpRequestException())), streamEvent))
            .Should().Be("""{"batchItemFailures":[{"itemIdentifier":"000000000000000000000099"}]}""");
    }

    [Fact]
    public async Task Handle_NoEvent_Throws()
    {
        var sns = new FakeSns();

        await new Handler(sns).Awaiting(it => it.HandleAsync(new MemoryStream("{}"u8.ToArray()))).Should().ThrowExactlyAsync<CdcStreamEventException>();
        sns.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_Null_Throws() =>
        await new Handler(new FakeSns()).Awaiting(it => it.HandleAsync(null!)).Should().ThrowExactlyAsync<ArgumentNullException>();

    [Fact]
    public void Create_NullPublisher_Throws() =>
        FluentActions.Invoking(() => new HandlerOfPublisher(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("publisher");

    [Fact]
    public async Task ShouldPublish_False_LeavesTheRecordOut()
    {
        var sns = new FakeSns();
        var handler = new Handler(sns) { Decide = record => record.EventId == "event-100" };

        (await Handle(handler, TwoRecords)).Should().Be("""{"batchItemFailures":[]}""");

        sns.Entries.Should().ContainSingle().Which.Message.Should().Contain("event-100");
    }

    [Fact]
    public async Task ShouldPublish_Throws_ReportsTheRecord()
    {
        var handler = new Handler(new FakeSns()) { Decide = record => record.EventId == "event-99" ? true : throw new FormatException() };

        (await Handle(handler, TwoRecords)).Should().Be("""{"batchItemFailures":[{"itemIdentifier":"100"}]}""");
    }

    [Fact]
    public async Task Handle_SeveralAtOnce_KeepsTheirAnswersApart()
    {
        var handler = new Handler(new FailsForLetterB());

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(index => Task.Run(() =>
            Handle(handler, StreamEvents.Of(StreamEvents.Record(index % 2 == 0 ? "a" : "b", index))))));

        for (var index = 0; index < answers.Length; index++)
            answers[index].Should().Be(index % 2 == 0 ? """{"batchItemFailures":[]}""" : $$"""{"batchItemFailures":[{"itemIdentifier":"{{index}}"}]}""");
    }

    // Lambda finds the method by its name: an overload anywhere fails the function's start, another signature needs a serializer.
    [Fact]
    public void HandleAsync_OfADerivedType_IsTheOnlyMethodOfItsName()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

        var method = typeof(Handler).GetMethods(All).Should().ContainSingle(candidate => candidate.Name.EndsWith("HandleAsync", StringComparison.Ordinal)).Which;

        method.IsPublic.Should().BeTrue();
        method.IsStatic.Should().BeFalse();
        method.IsGenericMethod.Should().BeFalse();
        method.ReturnType.Should().Be<Task<Stream>>();
        method.GetParameters().Select(parameter => parameter.ParameterType).Should().Equal(typeof(Stream));
    }

    [Fact]
    public async Task Invoke_NoTimeLeft_ReportsTheFirstRecord()
    {
        var sns = new FakeSns();

        (await Read(await new Handler(sns).InvokeAsync(new MemoryStream(TwoRecords), Ending(TimeProvider.System.GetUtcNow()))))
            .Should().Be("""{"batchItemFailures":[{"itemIdentifier":"99"}]}""");

        sns.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_TimeLeft_Publishes()
    {
        var sns = new FakeSns();

        (await Read(await new Handler(sns).InvokeAsync(new MemoryStream(TwoRecords), Ending(DateTimeOffset.MaxValue)))).Should().Be("""{"batchItemFailures":[]}""");

        sns.Entries.Should().HaveCount(2);
    }

    private static LambdaInvocation Ending(DateTimeOffset deadline) => new() { RequestId = "r", Deadline = deadline };

    private static byte[] TwoRecords => StreamEvents.Of(StreamEvents.Record("a", 99), StreamEvents.Record("b", 100));

    private static async Task<string> Handle(CdcStreamHandler handler, byte[] streamEvent) => await Read(await handler.HandleAsync(new MemoryStream(streamEvent)));

    private static async Task<string> Read(Stream answer)
    {
        using var reader = new StreamReader(answer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
        return await reader.ReadToEndAsync();
    }

    private sealed class Handler(ISnsPublisher sns) : CdcStreamHandler(StreamEvents.Options, sns, NullLoggerFactory.Instance)
    {
        public Func<StreamRecord, bool>? Decide { get; init; }

        protected override bool ShouldPublish(StreamRecord record) => Decide?.Invoke(record) ?? base.ShouldPublish(record);
    }

    private sealed class HandlerOfPublisher(CdcPublisher publisher) : CdcStreamHandler(publisher);

    private sealed class FailsForLetterB : ISnsPublisher
    {
        public async Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return [.. entries.Where(entry => entry.Message.Contains("\"id\":\"b\"", StringComparison.Ordinal)).Select(entry => FakeSns.Failure(entry.Id))];
        }
    }
}
