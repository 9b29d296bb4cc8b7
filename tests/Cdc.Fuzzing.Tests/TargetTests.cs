using System.Text;
using Cdc.Consumer;
using Cdc.Fuzzing.Inputs;
using Cdc.Fuzzing.Targets;
using Cdc.Publisher;

namespace Cdc.Fuzzing.Tests;

/// <summary>Each target's oracle notices what is swallowed on the way, and nothing where all is well.</summary>
public sealed class TargetTests
{
    private static readonly byte[] _body = Mutated.ToInput(MessageInputs.Envelopes[0]);
    private static readonly byte[] _queueEvent = Encoding.UTF8.GetBytes(
        $$"""{"Records":[{"messageId":"m-1","body":{{JsonText.Quote(MessageInputs.Envelopes[0])}}}]}""");

    [Fact]
    public async Task Publisher_OfEverySeed_PublishesItOrReportsIt()
    {
        foreach (var seed in StreamEventInputs.Seeds)
        {
            var verdicts = await AllAsync(new PublisherTarget(), Encoding.UTF8.GetBytes(seed));
            verdicts.Should().OnlyContain(verdict => verdict.Lost == null && verdict.Outcome != Outcome.Refused).And.Contain(verdict => verdict.Outcome == Outcome.Done);
        }
    }

    [Fact]
    public async Task Publisher_WhoseEntriesGoNowhere_HasLostThem() =>
        (await AllAsync(new PublisherTarget(_ => new ForgetfulSns()), Encoding.UTF8.GetBytes(StreamEventInputs.Seeds[^1])))
            .Should().Contain(verdict => verdict.Lost == "record 0 was neither published nor reported as failed");

    [Fact]
    public async Task Publisher_WhoseEnvelopesHaveAnotherKey_HasLostTheirs() =>
        (await AllAsync(new PublisherTarget(sns => new GarblingSns(sns, "o-1", "o-2")), Encoding.UTF8.GetBytes(StreamEventInputs.Seeds[^1])))
            .Should().Contain(verdict => verdict.Lost == "record 0 was neither published nor reported as failed");

    [Fact]
    public async Task Publisher_WhoseEnvelopesCannotBeRead_HasLostThem() =>
        (await AllAsync(new PublisherTarget(sns => new GarblingSns(sns, "specversion", "version")), Encoding.UTF8.GetBytes(StreamEventInputs.Seeds[^1])))
            .Should().Contain(verdict => verdict.Lost != null && verdict.Lost.StartsWith("what was published cannot be read"));

    [Fact]
    public async Task Consumer_OfAnEnvelope_LosesNothing() =>
        (await AllAsync(new ConsumerTarget(), _body)).Should().OnlyContain(verdict => verdict.Lost == null).And.Contain(verdict => verdict.Outcome == Outcome.Done);

    [Fact]
    public async Task Consumer_ThatDeletesWhatNobodyHandled_HasLostIt() =>
        (await AllAsync(new ConsumerTarget(inner => new SkippingHandler(inner)), _body))
            .Should().Contain(verdict => verdict.Lost == "it was deleted, though it was not handled and no rule says so");

    [Fact]
    public async Task QueueFunction_OfAnEnvelope_LosesNothing() =>
        (await AllAsync(new QueueFunctionTarget(), _queueEvent)).Should().OnlyContain(verdict => verdict.Lost == null).And.Contain(verdict => verdict.Outcome == Outcome.Done);

    [Fact]
    public async Task QueueFunction_ThatDoesNotReportWhatNobodyHandled_HasLostIt() =>
        (await AllAsync(new QueueFunctionTarget(_ => new IdleHandler()), _queueEvent))
            .Should().OnlyContain(verdict => verdict.Lost == "message m-1 was neither handled nor reported as failed");

    private static async Task<List<Verdict>> AllAsync(IFuzzTarget target, byte[] input)
    {
        var verdicts = new List<Verdict>();
        for (var seed = 0UL; seed < 30; seed++) verdicts.Add(await target.RunAsync(input, new Dice(seed)));
        return verdicts;
    }

    /// <summary>Says that all went out, and sends nothing.</summary>
    private sealed class ForgetfulSns : ISnsPublisher
    {
        public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SnsFailure>>([]);
    }

    private sealed class GarblingSns(ISnsPublisher inner, string text, string by) : ISnsPublisher
    {
        public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken) =>
            inner.PublishBatchAsync(topicArn, [.. entries.Select(entry => entry with { Message = entry.Message.Replace(text, by, StringComparison.Ordinal) })], cancellationToken);
    }

    /// <summary>Passes over the fuzzed message's changes.</summary>
    private sealed class SkippingHandler(ICdcHandler<ReadOnlyMemory<byte>> inner) : ICdcHandler<ReadOnlyMemory<byte>>
    {
        public Task HandleAsync(CdcContext<ReadOnlyMemory<byte>> context, CancellationToken cancellationToken) =>
            context.Key.Span.IndexOf("healthy"u8) >= 0 ? inner.HandleAsync(context, cancellationToken) : Task.CompletedTask;
    }

    private sealed class IdleHandler : ICdcHandler<ReadOnlyMemory<byte>>
    {
        public Task HandleAsync(CdcContext<ReadOnlyMemory<byte>> context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
