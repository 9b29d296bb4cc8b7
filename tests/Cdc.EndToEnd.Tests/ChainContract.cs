using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Cdc.Core;

namespace Cdc.EndToEnd.Tests;

/// <summary>What the chain promises from a write to a handler, on any AWS.</summary>
public abstract class ChainContract(AwsBackend backend) : BackendTest(backend)
{
    private static readonly ChangeOperation[] _lifeOfAnItem = [ChangeOperation.Insert, ChangeOperation.Modify, ChangeOperation.Remove];

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Changes_OfAStringKey_ArriveRawAndWrapped(bool raw)
    {
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S));
        chain.StartFunction(table);
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"), raw);

        await table.ChangeThriceAsync(new() { ["orderId"] = new("o-1 é€😀\"\\") });

        var changes = await recording.WaitForAsync(3);
        changes.Select(change => change.Operation).Should().BeEquivalentTo(_lifeOfAnItem);
        changes.Should().AllSatisfy(change =>
        {
            change.Key.Should().Be("o-1 é€😀\"\\");
            change.Source.Should().EndWith($":table/{table.Name}");
            change.Type.Should().Be($"orders.{change.Operation.ToString().ToLowerInvariant()}");
            change.Time.Should().NotBeNull();
            change.Expired.Should().BeFalse();
        });
        Sequences(changes).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [SkippableFact]
    public async Task Changes_OfACompositeKey_ArriveAsARecord()
    {
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S), ("line", ScalarAttributeType.N));
        chain.StartFunction(table);
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForRecord(KeysJson.Default.LineKey));

        await table.ChangeThriceAsync(new() { ["orderId"] = new("o-1"), ["line"] = new() { N = "7" } });
        await table.PutAsync(new() { ["orderId"] = new("o-1"), ["line"] = new() { N = "8" } }, "placed");

        var changes = await recording.WaitForAsync(4);
        changes.Where(change => change.Key == new LineKey("o-1", 7)).Select(change => change.Operation).Should().BeEquivalentTo(_lifeOfAnItem);
        changes.Should().ContainSingle(change => change.Key == new LineKey("o-1", 8)).Which.Operation.Should().Be(ChangeOperation.Insert);
    }

    [SkippableFact]
    public async Task Changes_OfANumberKey_ArriveWithoutRounding()
    {
        const string Digits = "12345678901234567890123456789012345678";
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderNumber", ScalarAttributeType.N));
        chain.StartFunction(table);
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderNumber"));

        await table.PutAsync(new() { ["orderNumber"] = new() { N = Digits } }, "placed");

        (await recording.WaitForAsync(1))[0].Key.Should().Be(Digits);
    }

    [SkippableFact]
    public async Task Changes_OfABinaryKey_ArriveInBase64()
    {
        byte[] bytes = [0, 1, 254, 255];
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("hash", ScalarAttributeType.B));
        chain.StartFunction(table);
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForString("hash"));

        await table.PutAsync(new() { ["hash"] = new() { B = new MemoryStream(bytes) } }, "placed");

        var key = Convert.FromBase64String((await recording.WaitForAsync(1))[0].Key);
        (Backend.EncodesBinaryTwice ? Convert.FromBase64String(Encoding.ASCII.GetString(key)) : key).Should().Equal(bytes);
    }

    [SkippableFact]
    public async Task Handler_ThatFailsTwice_GetsTheChangeAgainUntilItSucceeds()
    {
        var deliveries = 0;
        var flaky = new Recording<string>
        {
            OnDelivery = _ =>
            {
                if (Interlocked.Increment(ref deliveries) <= 2) throw new InvalidOperationException("Made to fail.");
            },
        };
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S));
        chain.StartFunction(table);
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"), recording: flaky);

        await table.PutAsync(new() { ["orderId"] = new("o-1") }, "placed");

        (await recording.WaitForAsync(1)).Should().ContainSingle().Which.Operation.Should().Be(ChangeOperation.Insert);
        deliveries.Should().BeGreaterThanOrEqualTo(3);
    }

    [SkippableFact]
    public async Task Consumers_TwoOnOneTopic_EachGetEveryChange()
    {
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S));
        chain.StartFunction(table);
        var first = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"), raw: true);
        var second = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"), raw: false);

        for (var number = 1; number <= 4; number++) await table.ChangeThriceAsync(new() { ["orderId"] = new($"o-{number}") });

        var changesOfFirst = await first.WaitForAsync(12);
        var changesOfSecond = await second.WaitForAsync(12);
        changesOfSecond.Should().BeEquivalentTo(changesOfFirst);
    }

    [SkippableFact]
    public async Task FilterPolicy_OnTheOperation_LetsOnlyThatThrough()
    {
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S));
        chain.StartFunction(table);
        var removed = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"), filterPolicy: """{"operation":["remove"]}""");
        var everything = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"));

        for (var number = 1; number <= 3; number++) await table.ChangeThriceAsync(new() { ["orderId"] = new($"o-{number}") });

        await everything.WaitForAsync(9);
        await removed.WaitForAsync(3);
        removed.Handled.Should().OnlyContain(change => change.Operation == ChangeOperation.Remove);
        removed.Handled.Select(change => change.Key).Distinct().Should().BeEquivalentTo("o-1", "o-2", "o-3");
    }

    [SkippableFact]
    public async Task Publisher_ThatFailsEveryOtherCall_LosesNothingAndKeepsEachKeysOrder()
    {
        const int Items = 8;
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S));
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"));
        for (var number = 0; number < Items; number++)
            await table.ChangeThriceAsync(new() { ["orderId"] = new(number.ToString(CultureInfo.InvariantCulture)) });

        var publisher = new FlakyPublisher(chain.Sns);
        chain.StartFunction(table, publisher);

        var changes = await recording.WaitForAsync(Items * 3);
        changes.Select(change => change.Key).Distinct().Should().HaveCount(Items);
        // The queue is a standard one: what keeps the order is the publisher. A change may be here before SNS has answered that it took it.
        await HangGuard.UntilAsync(() => publisher.Accepted.DistinctBy(change => change.Id).Count() == Items * 3);
        foreach (var item in publisher.Accepted.DistinctBy(change => change.Id).GroupBy(change => change.Key))
            item.Select(change => change.Operation).Should().Equal(_lifeOfAnItem);
    }

    [SkippableFact]
    public async Task Records_ThatTheHandlerLeavesOut_DoNotArrive()
    {
        await using var chain = await Chain.CreateAsync(Backend);
        var table = await chain.CreateTableAsync(("orderId", ScalarAttributeType.S));
        chain.StartFunction(table, shouldPublish: record => record.Operation != ChangeOperation.Insert);
        var recording = await chain.StartConsumerAsync(CdcKeyFormat.ForString("orderId"));

        await table.ChangeThriceAsync(new() { ["orderId"] = new("o-1") });
        await table.ChangeThriceAsync(new() { ["orderId"] = new("o-2") });

        var changes = await recording.WaitForAsync(4);
        changes.Should().NotContain(change => change.Operation == ChangeOperation.Insert);
    }

    private static IEnumerable<SequenceNumber> Sequences(IEnumerable<CdcEnvelope<string>> changes) =>
        changes.OrderBy(change => change.Operation).Select(change => change.Sequence!.Value);
}

public sealed class InProcessChainTests() : ChainContract(new InProcessBackend());

public sealed class HttpChainTests() : ChainContract(new HttpBackend());

public sealed class MotoChainTests() : ChainContract(new MotoBackend());
