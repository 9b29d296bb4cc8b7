using System.Text.Json;
using Cdc.Core;
using Cdc.Fuzzing.Inputs;
using Cdc.Fuzzing.Oracles;
using Cdc.Lambda;
using Cdc.Publisher;
using Microsoft.Extensions.Logging;

namespace Cdc.Fuzzing.Targets;

/// <summary>A function on a table's stream, invoked as Lambda does, with an SNS that fails now and then.</summary>
/// <param name="between">What stands between the publisher and SNS; a test puts a fault there.</param>
internal sealed class PublisherTarget(Func<ISnsPublisher, ISnsPublisher>? between = null) : IFuzzTarget
{
    private const string TopicArn = "arn:aws:sns:eu-central-1:123456789012:orders";

    public string Name => "publisher";

    public byte[] CreateInput(Dice dice) => StreamEventInputs.Create(dice);

    public async Task<Verdict> RunAsync(byte[] input, Dice dice)
    {
        var options = OptionsOf(dice);
        var sns = new ScriptedSns(dice);
        var publisher = new CdcPublisher(options, between?.Invoke(sns) ?? sns, new Logger<CdcPublisher>(FormattingLogs.Factory));
        CdcStreamHandler handler = dice.OneIn(3) ? new RuledHandler(publisher) : new PlainHandler(publisher);
        string? firstFailed;
        try
        {
            firstFailed = await FirstFailedAsync(await handler.HandleAsync(new MemoryStream(input)));
        }
        catch (CdcStreamEventException)
        {
            return sns.Sent.Count == 0 ? new Verdict(Outcome.Refused) : Verdict.LostBecause("the event was refused, and something in it was published");
        }

        return Judge(input, firstFailed, sns, options.CoalesceChanges);
    }

    private static Verdict Judge(byte[] input, string? firstFailed, ScriptedSns sns, bool isCoalesced)
    {
        List<PublishedEnvelope> published;
        try
        {
            published = [.. sns.Sent.Select(sent => PublishedEnvelope.Read(sent.Message, sent.IsConfirmed))];
        }
        catch (CdcEnvelopeFormatException error)
        {
            return Verdict.LostBecause($"what was published cannot be read: {error.Message}");
        }

        var lost = PublisherOracle.FindLoss(EventRecord.ReadAll(input), firstFailed, published, isCoalesced);
        return new Verdict(firstFailed is null ? Outcome.Done : Outcome.Reported, lost);
    }

    // One call after the other and no second tries: what happens depends on the dice alone.
    private static CdcPublisherOptions OptionsOf(Dice dice)
    {
        var options = new CdcPublisherOptions { TopicArn = TopicArn, MaxConcurrentCalls = 1, RetryFor = TimeSpan.Zero };
        if (dice.OneIn(3)) options.TopicArn += ".fifo";
        if (dice.OneIn(3)) options.CoalesceChanges = true;
        if (dice.OneIn(2))
        {
            foreach (var name in new[] { "total", "tags", "paid", "email", "note", "status", "lines" }) options.ImageAttributes.Add(name);
            options.TraceParentAttribute = "trace";
        }

        if (dice.OneIn(3))
        {
            options.PoisonPolicy = CdcPoisonPolicy.Park;
            options.ParkingTopicArn = "arn:aws:sns:eu-central-1:123456789012:parking";
        }

        return options;
    }

    private static async Task<string?> FirstFailedAsync(Stream answer)
    {
        using var json = await JsonDocument.ParseAsync(answer);
        var failures = json.RootElement.GetProperty("batchItemFailures");
        return failures.GetArrayLength() == 0 ? null : failures[0].GetProperty("itemIdentifier").GetString();
    }

    private sealed class PlainHandler(CdcPublisher publisher) : CdcStreamHandler(publisher);

    /// <summary>Has a rule, so that every record is made an object.</summary>
    private sealed class RuledHandler(CdcPublisher publisher) : CdcStreamHandler(publisher)
    {
        protected override bool ShouldPublish(StreamRecord record) => record is { EventId.Length: > 0, Key.Length: > 0 };
    }
}
