using System.Collections.Concurrent;
using System.Numerics;
using Cdc.Core;
using Cdc.Publisher;
using CsCheck;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace Cdc.Documentation.Tests;

/// <summary>The JSON Schema that the wire format's page offers takes what is published, and nothing that the page calls an error.</summary>
public sealed class EnvelopeSchemaTests
{
    private const string Insert = """
        {"specversion":"1.0","id":"c81e728d9d4c2f636f067f89cc14862c","source":"arn:aws:dynamodb:eu-central-1:123456789012:table/Orders","type":"orders.insert",
         "time":"2026-11-22T10:00:00.000Z","datacontenttype":"application/json","operation":"insert","sequence":"0000000000000000000111000000000000000001","data":{"orderId":"o-1"}}
        """;

    private static readonly string _table = "arn:aws:dynamodb:eu-central-1:123456789012:table/Orders";

    private static readonly Lazy<Task<JsonSchema>> _schema =
        new(() => JsonSchema.FromFileAsync(Path.Combine(Repository.Root, "docs", "schema", "cdc-envelope.schema.json")));

    private static readonly Lazy<Task<JsonSchema>> _batchSchema =
        new(() => JsonSchema.FromFileAsync(Path.Combine(Repository.Root, "docs", "schema", "cdc-envelope-batch.schema.json")));

    public static TheoryData<string> GoldenFiles =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Cdc.Core.Tests", "Golden"), "*.json").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(GoldenFiles))]
    public async Task Schema_GoldenEnvelope_Fits(string file) =>
        (await FaultsOfAsync(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Cdc.Core.Tests", "Golden", file)))).Should().BeEmpty();

    [Fact]
    public async Task Schema_AnyEnvelopeThatTheWriterWrites_Fits()
    {
        var schema = await _schema.Value;
        var writer = new CdcEnvelopeWriter<string>(CdcKeyFormat.ForString("orderId"));
        var envelopes = Gen.Select(Gen.Enum<ChangeOperation>(), Gen.Char.Where(unit => !char.IsSurrogate(unit)).Array[1, 20], Gen.DateTimeOffset, Gen.Bool, Gen.ULong, (operation, key, time, flag, sequence) => new CdcEnvelope<string>
        {
            Id = $"{sequence}",
            Source = _table,
            Type = "orders.change",
            Operation = operation,
            Time = flag ? time : null,
            Expired = flag && operation == ChangeOperation.Remove,
            Sequence = operation == ChangeOperation.Snapshot ? null : SequenceNumber.Parse($"{sequence}"),
            StreamLabel = flag ? "2026-11-22T09:00:00.000" : null,
            Key = new string(key),
        });

        envelopes.Sample(envelope => schema.Validate(Parse(writer.Write(envelope))).Should().BeEmpty(), iter: 1_000);
    }

    [Fact]
    public async Task Schema_WhatThePublisherSends_Fits()
    {
        var sns = new RefusingOneTopic();
        var publisher = new CdcPublisher(
            new CdcPublisherOptions { TopicArn = RefusingOneTopic.Refused, PoisonPolicy = CdcPoisonPolicy.Park, ParkingTopicArn = "arn:aws:sns:eu-central-1:123456789012:parking", RetryFor = TimeSpan.Zero }, sns);
        var records = Enum.GetValues<ChangeOperation>().Where(operation => operation != ChangeOperation.Snapshot).Select((operation, index) => new StreamRecord
        {
            EventId = $"e-{index}",
            Operation = operation,
            SequenceNumber = SequenceNumber.Parse($"{index + 1}"),
            TableArn = _table,
            Time = DateTimeOffset.UnixEpoch,
            Expired = operation == ChangeOperation.Remove,
            Key = StreamRecord.KeyOf(CdcKeyPart.Text("orderId", "o-1"), CdcKeyPart.Number("line", $"{index}")),
        });

        var result = await publisher.PublishAsync([.. records]);

        result.Parked.Should().Be(3);
        sns.Messages.Where(message => message.Contains("failurecode", StringComparison.Ordinal)).Should().HaveCount(3);
        foreach (var message in sns.Messages) (await FaultsOfAsync(message)).Should().BeEmpty();
    }

    [Fact]
    public async Task BatchSchema_WhatThePublisherPacks_Fits()
    {
        var sns = new RefusingOneTopic();
        var publisher = new CdcPublisher(new CdcPublisherOptions { TopicArn = "arn:aws:sns:eu-central-1:123456789012:packed", MaxChangesPerMessage = 100 }, sns);

        await publisher.PublishAsync([.. Enumerable.Range(1, 250).Select(number => new StreamRecord
        {
            EventId = $"e-{number}",
            Operation = number % 10 == 0 ? ChangeOperation.Remove : ChangeOperation.Modify,
            SequenceNumber = SequenceNumber.Parse($"{number}"),
            TableArn = _table + (number % 3 == 0 ? "" : "/stream/2026-11-22T09:00:00.000"),
            Time = number % 7 == 0 ? null : DateTimeOffset.UnixEpoch,
            Expired = number % 20 == 0,
            TraceParent = number % 5 == 0 ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : null,
            Key = StreamRecord.KeyOf(CdcKeyPart.Text("orderId", $"o-{number}"), CdcKeyPart.Number("line", $"{number}")),
        })]);

        sns.Messages.Should().HaveCountGreaterThan(2);
        sns.Messages.Sum(message => JArray.Parse(message).Count).Should().Be(250);
        foreach (var message in sns.Messages) (await BatchFaultsOfAsync(message)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_001)]
    public async Task BatchSchema_MoreOrFewerChangesThanArePacked_DoesNotFit(int changes) =>
        (await BatchFaultsOfAsync($"[{string.Join(',', Enumerable.Repeat(Insert, changes))}]")).Should().NotBeEmpty();

    [Fact]
    public async Task BatchSchema_OneEventThatIsWrong_DoesNotFit()
    {
        (await BatchFaultsOfAsync($"[{Insert},{Insert}]")).Should().BeEmpty();

        (await BatchFaultsOfAsync($"[{Insert},{Insert.Replace("\"insert\"", "\"replace\"", StringComparison.Ordinal)}]")).Should().NotBeEmpty();
        (await BatchFaultsOfAsync($"[{Insert},[{Insert},{Insert}]]")).Should().NotBeEmpty();
        (await BatchFaultsOfAsync(Insert)).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(",\"data\"", ",\"streamlabel\":\"\",\"data\"")]
    [InlineData("\"1.0\"", "\"0.3\"")]
    [InlineData("\"id\":\"c81e728d9d4c2f636f067f89cc14862c\",", "")]
    [InlineData("c81e728d9d4c2f636f067f89cc14862c", "")]
    [InlineData("\"id\":\"c81e728d9d4c2f636f067f89cc14862c\"", "\"id\":1")]
    [InlineData("orders.insert", "")]
    [InlineData("10:00:00.000Z", "10:00:00")]
    [InlineData("application/json", "text/plain")]
    [InlineData("\"insert\"", "\"replace\"")]
    [InlineData(",\"sequence\":\"0000000000000000000111000000000000000001\"", "")]
    [InlineData("0000000000000000000111000000000000000001", "one")]
    [InlineData(",\"data\"", ",\"expired\":true,\"data\"")]
    [InlineData(",\"data\":{\"orderId\":\"o-1\"}", "")]
    [InlineData("{\"orderId\":\"o-1\"}", "\"o-1\"")]
    [InlineData("{\"orderId\":\"o-1\"}", "{}")]
    [InlineData("{\"orderId\":\"o-1\"}", "{\"a\":1,\"b\":2,\"c\":3}")]
    [InlineData("{\"orderId\":\"o-1\"}", "{\"orderId\":{\"S\":\"o-1\"}}")]
    public async Task Schema_AnEnvelopeThatIsWrong_DoesNotFit(string right, string wrong)
    {
        (await FaultsOfAsync(Insert)).Should().BeEmpty();
        Insert.Should().Contain(right);

        (await FaultsOfAsync(Insert.Replace(right, wrong, StringComparison.Ordinal))).Should().NotBeEmpty();
    }

    private static async Task<IEnumerable<string>> BatchFaultsOfAsync(string json) => (await _batchSchema.Value).Validate(Parse(json)).Select(fault => fault.ToString());

    private static async Task<IEnumerable<string>> FaultsOfAsync(string json) => (await _schema.Value).Validate(Parse(json)).Select(fault => fault.ToString());

    // The validator knows no numbers beyond 64 bits; what is left of these digits is enough for it.
    private static JToken Parse(string json)
    {
        using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
        var document = JToken.Load(reader);
        foreach (var number in document.SelectTokens("$..*").OfType<JValue>().Where(value => value.Value is BigInteger).ToList()) number.Value = (double)(BigInteger)number.Value!;
        return document;
    }

    private sealed class RefusingOneTopic : ISnsPublisher
    {
        public const string Refused = "arn:aws:sns:eu-central-1:123456789012:orders";

        public ConcurrentBag<string> Messages { get; } = [];

        public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
        {
            foreach (var entry in entries) Messages.Add(entry.Message);
            return Task.FromResult<IReadOnlyList<SnsFailure>>(
                topicArn == Refused ? [.. entries.Select(entry => new SnsFailure(entry.Id, "InvalidParameterValue", "It has \"quotes\".", senderFault: true))] : []);
        }
    }
}
