using System.Text;
using CsCheck;

namespace Cdc.Core.Tests;

/// <summary>Whatever a sender gets wrong, the reader returns or throws its one exception.</summary>
public class CdcEnvelopeReaderMutationTests
{
    private static readonly string[] _keys = ["""{"orderId":"o-1"}""", """{"customerId":"c-1","line":42}""", """{"orderId":1e5}""", """{"a":"é😀","b":-0.5}"""];

    // What JSON is made of, what its parsers stumble over, and pieces of our own format.
    private static readonly string[] _pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "1e999999999", "-", "0", "\\ud800", "\\u0000", "//", "/*", "\ufeff", "\u2028", " ",
        "\"data\":", "\"id\":\"x\",", "\"Type\":\"Notification\",", "\"Message\":\"{}\",", "\"specversion\":\"1.0\",", "\"expired\":true,", "99999999999999999999",
    ];

    private static readonly Gen<byte[]> _bodies = Gen.Select(Gen.OneOf(_keys), Gen.Int[0, 3], (key, kind) =>
    {
        var json = Envelopes.WithData(key);
        return Encoding.UTF8.GetBytes(kind switch { 0 => json, 1 => $"[{json},{json}]", 2 => Envelopes.Wrapped(json), _ => Envelopes.Wrapped($"[{json}]") });
    });

    private static readonly Gen<(int Kind, double Place, int Length, byte Value, string Piece)> _mutation =
        Gen.Select(Gen.Int[0, 3], Gen.Double[0, 1], Gen.Int[0, 40], Gen.Byte, Gen.OneOf(_pieces));

    private static readonly Gen<byte[]> _mutated = Gen.Select(_bodies, _mutation.Array[1, 4], (body, mutations) => mutations.Aggregate(body, Mutate));

    [Fact]
    public void Read_MutatedBytes_ReturnsOrThrowsItsException() =>
        _mutated.Sample(EveryReader, iter: 5_000);

    [Fact]
    public void ReadBody_MutatedText_ReturnsOrThrowsItsException() =>
        Gen.Select(_mutated, Gen.Int[0, 200], Gen.Bool).Sample(
            (bytes, at, cut) =>
            {
                var text = Encoding.UTF8.GetString(bytes);

                // Half a pair, which no bytes make.
                if (cut) text = text.Insert(Math.Min(at, text.Length), "\ud800");
                return EveryBodyReader(text);
            },
            iter: 5_000);

    private static bool EveryReader(byte[] bytes) =>
        Read(CdcKeyFormat.ForString(), bytes) && Read(CdcKeyFormat.ForInt64(), bytes)
        && Read(CdcKeyFormat.ForDecimal(), bytes) && Read(CdcKeyFormat.ForJson(), bytes)
        && Read(CdcKeyFormat.ForRecord(KeyContext.Default.LineKey), bytes)
        && Read(CdcKeyFormat.ForRecord(KeyContext.Default.PickyKey), bytes);

    private static bool EveryBodyReader(string text) =>
        ReadBody(CdcKeyFormat.ForString(), text) && ReadBody(CdcKeyFormat.ForGuid(), text)
        && ReadBody(CdcKeyFormat.ForDecimal(), text) && ReadBody(CdcKeyFormat.ForJson(), text)
        && ReadBody(CdcKeyFormat.ForRecord(KeyContext.Default.LineKey), text)
        && ReadBody(CdcKeyFormat.ForRecord(KeyContext.Default.OrderKey), text);

    private static bool Read<TKey>(CdcKeyFormat<TKey> format, byte[] bytes)
    {
        try
        {
            return new CdcEnvelopeReader<TKey>(format).Read(bytes) is { Id.Length: > 0, Source.Length: > 0, Type.Length: > 0, Key: not null };
        }
        catch (CdcEnvelopeFormatException error)
        {
            return error.InnerException is null;
        }
    }

    private static bool ReadBody<TKey>(CdcKeyFormat<TKey> format, string text)
    {
        try
        {
            return new CdcEnvelopeReader<TKey>(format).ReadBody(text) is { Count: > 0 } envelopes
                && envelopes.All(envelope => envelope is { Id.Length: > 0, Source.Length: > 0, Type.Length: > 0, Key: not null });
        }
        catch (CdcEnvelopeFormatException error)
        {
            return error.InnerException is null;
        }
    }

    private static byte[] Mutate(byte[] bytes, (int Kind, double Place, int Length, byte Value, string Piece) mutation)
    {
        var at = (int)(mutation.Place * (bytes.Length - 1));
        if (at < 0) return bytes;
        var end = Math.Min(bytes.Length, at + mutation.Length);
        return mutation.Kind switch
        {
            0 => [.. bytes[..at], mutation.Value, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[end..]],
            2 => [.. bytes[..end], .. bytes[at..]],
            _ => [.. bytes[..at], .. Encoding.UTF8.GetBytes(mutation.Piece), .. bytes[at..]],
        };
    }
}
