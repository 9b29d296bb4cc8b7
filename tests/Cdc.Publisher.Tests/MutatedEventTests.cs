using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Publisher.Tests;

/// <summary>Events with bytes changed at random; that none of them loses a record is what <c>Cdc.Fuzzing</c> checks.</summary>
public sealed class MutatedEventTests
{
    private static readonly byte[][] _events =
    [
        .. StreamEvents.Names.Select(StreamEvents.Read),
        StreamEvents.Of(StreamEvents.WithImage(
            StreamEvents.Record("a", 1), """{"trace":{"S":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},"email":{"S":"a\u0062\n"},"tags":{"SS":["a","\u0062"]}}""")),
    ];

    // Bytes that mean something to JSON, digits, and any.
    private static readonly Gen<byte> _bytes = Gen.OneOf(Gen.Char["{}[],:\"\\0159NSBeu \n"].Select(character => (byte)character), Gen.Byte);

    private static readonly Gen<byte[]> _mutated = Gen.Select(
        Gen.Int[0, _events.Length - 1].Select(index => _events[index]),
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, int.MaxValue], _bytes).Array[1, 4],
        Mutate);

    // The way of pooled memory: image attributes and traces are read, and bodies are written where objects would be made.
    [Fact]
    public async Task Publish_MutatedEventWithEverythingRead_SendsTheBodiesThatObjectsGive()
    {
        var options = StreamEvents.Options;
        foreach (var name in new[] { "total", "tags", "paid", "email", "note", "blob", "lines" }) options.ImageAttributes.Add(name);
        options.TraceParentAttribute = "trace";
        var sns = new FormSns();
        using var client = sns.CreateClient();
        await _mutated.SampleAsync(
            async utf8 =>
            {
                var objects = new FakeSns();
                var publisher = new CdcPublisher(options, client, timeProvider: new FakeTimeProvider());
                sns.Entries.Clear();
                CdcPublishResult result;
                try
                {
                    result = await new CdcPublisher(options, objects, timeProvider: new FakeTimeProvider()).PublishAsync(utf8);
                }
                catch (CdcStreamEventException)
                {
                    await publisher.Awaiting(it => it.PublishAsync(utf8)).Should().ThrowExactlyAsync<CdcStreamEventException>();
                    return;
                }

                (await publisher.PublishAsync(utf8)).Should().Be(result);
                sns.Entries.Select(Text).Should().Equal(objects.Entries.Select(Text));
            },
            iter: 4_000,
            threads: 1);
    }

    private static string Text(SnsEntry entry) => string.Join('\n', entry.Attributes.Select(each => $"{each.Key} {each.Value}").Prepend(entry.Message));

    private static byte[] Mutate(byte[] original, (int Kind, int At, byte Value)[] changes)
    {
        var bytes = new List<byte>(original);
        foreach (var (kind, at, value) in changes)
        {
            var index = at % bytes.Count;
            if (kind == 0) bytes[index] = value;
            else if (kind == 1) bytes.Insert(index, value);
            else bytes.RemoveAt(index);
        }

        return [.. bytes];
    }
}
