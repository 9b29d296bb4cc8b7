using System.Numerics;
using System.Text;

namespace Cdc.Core.Tests;

/// <summary>The wire format, byte for byte: a change of these files is a change for every consumer there is.</summary>
public class GoldenFileTests
{
    private static readonly CdcKeyFormat<string> _orderId = Envelopes.OrderId;

    [Fact]
    public void Insert_GoldenFile_IsWrittenAndRead() => Verify("insert", _orderId, Envelopes.Insert);

    [Fact]
    public void Modify_InTrace_IsWrittenAndRead() => Verify("modify-in-trace", _orderId, Envelopes.Insert with
    {
        Id = "a87ff679a2f3e71d9181a67b7542122c",
        Type = "orders.modify",
        Time = Second(1),
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse("111000000000000000002"),
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        TraceState = "congo=t61rcWkgMzE",
    });

    [Fact]
    public void Modify_OfALabelledStream_IsWrittenAndRead() => Verify("modify-of-stream", _orderId, Envelopes.Insert with
    {
        Id = "c81e728d9d4c2f636f067f89cc14862c",
        Type = "orders.modify",
        Time = Second(1),
        Operation = ChangeOperation.Modify,
        Sequence = SequenceNumber.Parse("111000000000000000002"),
        StreamLabel = "2026-11-22T09:00:00.000",
    });

    [Fact]
    public void Remove_Expired_IsWrittenAndRead() => Verify("remove-expired", _orderId, Envelopes.Insert with
    {
        Id = "e4da3b7fbbce2345d7772b0674a318d5",
        Type = "orders.remove",
        Time = Second(2),
        Operation = ChangeOperation.Remove,
        Sequence = SequenceNumber.Parse("1234567890123456789012345678901234567890"),
        Expired = true,
    });

    [Fact]
    public void Snapshot_WithoutTimeAndSequence_IsWrittenAndRead() => Verify("snapshot", _orderId, Envelopes.Insert with
    {
        Id = "1679091c5a880faf6fb5e6087eb1b2dc",
        Type = "orders.snapshot",
        Time = null,
        Operation = ChangeOperation.Snapshot,
        Sequence = null,
    });

    [Fact]
    public void Key_TwoAttributes_IsWrittenAndRead() => Verify(
        "two-attributes", CdcKeyFormat.ForRecord(KeyContext.Default.LineKey), Numbered(new LineKey("c-1", 42), "8f14e45fceea167a5a36dedd4bea2543", 3));

    [Fact]
    public void Key_NumberOf38Digits_IsWrittenAndRead() => Verify(
        "number",
        CdcKeyFormat.ForRecord(KeyContext.Default.SerialKey),
        Numbered(new SerialKey(BigInteger.Parse("12345678901234567890123456789012345678", null)), "c9f0f895fb98ab9159f51fd0297e236d", 4));

    [Fact]
    public void Key_Binary_IsWrittenAndRead() => Verify(
        "binary",
        CdcKeyFormat.ForRecord(KeyContext.Default.DigestKey),
        Numbered(new DigestKey { Digest = [0, 1, 2, 253, 254, 255] }, "45c48cce2e2d7fbdea1afc51c7c6ad26", 5));

    [Fact]
    public void Key_Unicode_IsWrittenAndRead() => Verify(
        "unicode", _orderId, Numbered("Größe \"8\" \\ 東京 <&> \u0001\n 😀 \ufffe\uffff", "d3d9446802a44259755d38e6d163e820", 6));

    private static void Verify<TKey>(string name, CdcKeyFormat<TKey> format, CdcEnvelope<TKey> envelope)
    {
        var golden = Envelopes.Golden(name);

        new CdcEnvelopeWriter<TKey>(format).Write(envelope).Should().Be(golden);
        new CdcEnvelopeReader<TKey>(format).Read(Encoding.UTF8.GetBytes(golden)).Should().BeEquivalentTo(envelope, Exactly);
        new CdcEnvelopeReader<TKey>(format).ReadBody(golden).Should().ContainSingle().Which.Should().BeEquivalentTo(envelope, Exactly);

        static FluentAssertions.Equivalency.EquivalencyAssertionOptions<CdcEnvelope<TKey>> Exactly(
            FluentAssertions.Equivalency.EquivalencyAssertionOptions<CdcEnvelope<TKey>> options) =>
            options.ComparingByMembers<CdcEnvelope<TKey>>();
    }

    private static CdcEnvelope<TKey> Numbered<TKey>(TKey key, string id, int number) => Envelopes.Of(key) with
    {
        Id = id,
        Time = Second(number),
        Sequence = SequenceNumber.Parse($"11100000000000000000{number}"),
    };

    private static DateTimeOffset Second(int second) => new(2026, 11, 22, 10, 0, second, TimeSpan.Zero);
}
