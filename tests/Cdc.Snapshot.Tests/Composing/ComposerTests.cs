using System.Text;
using Cdc.Core;
using Cdc.Publisher;
using Cdc.Snapshot.Composing;
using CsCheck;

namespace Cdc.Snapshot.Tests.Composing;

/// <summary>Messages and calls keep to the limits, and no key is left out.</summary>
public sealed class ComposerTests
{
    private static readonly Gen<string> _text = Gen.String[Gen.Char["abcäöü\"\\<&\u0001\u2028漢"], 1, 200];

    [Fact]
    public void Compose_OfAnyKeys_KeepsToTheLimitsAndTheOrder() =>
        Gen.Select(_text.Array[0, 60], Gen.Int[1, 30], Gen.Int[1_024, 8_000], Gen.Bool).Sample((keys, most, bytes, isFifo) =>
        {
            var settings = Settings with { MaxChanges = most, MaxPackedBytes = bytes, IsFifo = isFifo };
            var data = keys.Select(key => StreamRecord.KeyOf(CdcKeyPart.Text("id", key))).ToList();

            var messages = new SnapshotComposer(settings).Compose(data, DateTimeOffset.UnixEpoch);
            var calls = CallPlan.Plan(messages, settings.MaxBytes);

            var reader = new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson());
            calls.SelectMany(call => call).SelectMany(message => reader.ReadBody(message.Entry.Message)).Select(change => Encoding.UTF8.GetString(change.Key.Span))
                .Should().Equal(data.Select(one => Encoding.UTF8.GetString(one.Span)));
            foreach (var message in messages)
            {
                var counted = Encoding.UTF8.GetByteCount(message.Entry.Message)
                    + message.Entry.Attributes.Sum(one => Encoding.UTF8.GetByteCount(one.Key) + one.Value.DataType.Length + Encoding.UTF8.GetByteCount(one.Value.Value));
                message.Bytes.Should().BeGreaterThanOrEqualTo(counted);
                message.Items.Should().Be(reader.ReadBody(message.Entry.Message).Count).And.BeInRange(1, isFifo ? 1 : most);
                if (message.Items > 1) message.Bytes.Should().BeLessThanOrEqualTo(bytes);
                (message.Entry.GroupId is not null).Should().Be(isFifo);
            }

            foreach (var call in calls)
            {
                call.Count.Should().BeInRange(1, 10);
                call.Select(message => message.Entry.Id).Should().OnlyHaveUniqueItems();
                if (call.Count > 1) call.Sum(message => message.Bytes).Should().BeLessThanOrEqualTo(settings.MaxBytes);
            }
        });

    [Fact]
    public void Compose_OfTheSameKeyAgain_HasTheSameIdAndAnotherInAnotherSnapshot()
    {
        var keys = new[] { StreamRecord.KeyOf(CdcKeyPart.Text("id", "a")) };

        var ids = new[] { Settings, Settings, Settings with { SnapshotId = "second" } }
            .Select(settings => new SnapshotComposer(settings with { IsFifo = true }).Compose(keys, DateTimeOffset.UnixEpoch)[0].Entry).ToList();

        ids[0].Should().BeEquivalentTo(ids[1]);
        ids[2].DeduplicationId.Should().NotBe(ids[0].DeduplicationId);
        ids[2].GroupId.Should().Be(ids[0].GroupId);
    }

    [Fact]
    public void Compose_OfAKeyThatFitsIntoNoMessage_IsRefusedInOneLine()
    {
        var key = StreamRecord.KeyOf(CdcKeyPart.Text("id", new string('x', 1_000)));

        new SnapshotComposer(Settings with { MaxBytes = 1_024 }).Invoking(it => it.Compose([key], DateTimeOffset.UnixEpoch)).Should().ThrowExactly<CdcSnapshotException>()
            .WithMessage("The message of one item has * bytes, more than MaxMessageBytes (1024).");
    }

    private static MessageSettings Settings => new()
    {
        SnapshotId = "first",
        TableArn = "arn:aws:dynamodb:us-east-1:000000000000:table/Orders",
        Type = "orders.snapshot",
        StaticAttributes = new Dictionary<string, string> { ["größe"] = "x" },
        IsFifo = false,
        MaxChanges = 100,
        MaxPackedBytes = 65_536,
        MaxBytes = 16_384,
    };
}
