using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cdc.Core;
using Cdc.Publisher;

namespace Cdc.Snapshot.Composing;

/// <summary>Makes messages of keys: envelopes in CloudEvents' batched mode, as the publisher packs them.</summary>
/// <remarks>
/// An envelope's id is a hash of snapshot, table and key: the same however often a page is sent again, and another for another snapshot. Safe for several threads.
/// </remarks>
internal sealed class SnapshotComposer
{
    private const string Changes = "changes";
    private const int MaxDigits = 4;
    private const int IdLength = 32;

    private static readonly CdcEnvelopeWriter<ReadOnlyMemory<byte>> _writer = new(CdcKeyFormat.ForJson());

    private readonly MessageSettings _settings;
    private readonly Dictionary<string, SnsMessageAttributeValue> _attributes = new(StringComparer.Ordinal);
    private readonly byte[] _idPrefix;
    private readonly byte[] _groupPrefix;
    private readonly int _attributeBytes;

    public SnapshotComposer(MessageSettings settings)
    {
        _settings = settings;
        _attributes.Add("type", SnsMessageAttributeValue.Text(settings.Type));
        _attributes.Add("operation", SnsMessageAttributeValue.Text(ChangeOperation.Snapshot.ToWord()));
        foreach (var (name, value) in settings.StaticAttributes) _attributes.Add(name, SnsMessageAttributeValue.Text(value));
        _attributeBytes = _attributes.Sum(one => Encoding.UTF8.GetByteCount(one.Key) + one.Value.DataType.Length + Encoding.UTF8.GetByteCount(one.Value.Value));
        _idPrefix = Encoding.UTF8.GetBytes($"{settings.SnapshotId}\n{settings.TableArn}\n");
        _groupPrefix = Encoding.UTF8.GetBytes($"{settings.TableArn}\n");
    }

    private static int PackedBytes => "[]".Length + Changes.Length + "Number".Length + MaxDigits;

    /// <exception cref="CdcSnapshotException">A key does not fit into a message.</exception>
    public IReadOnlyList<SnapshotMessage> Compose(IReadOnlyList<ReadOnlyMemory<byte>> keys, DateTimeOffset time)
    {
        var messages = new List<SnapshotMessage>();
        var text = new ArrayBufferWriter<byte>();
        var one = new ArrayBufferWriter<byte>(512);
        var items = 0;
        foreach (var key in keys)
        {
            one.ResetWrittenCount();
            var id = HashOf(_idPrefix, key.Span)[..IdLength];
            _writer.Write(one, EnvelopeOf(id, key, time));
            var alone = one.WrittenCount + _attributeBytes;
            if (alone > _settings.MaxBytes) throw new CdcSnapshotException($"The message of one item has {alone} bytes, more than MaxMessageBytes ({_settings.MaxBytes}).");
            if (_settings.IsFifo)
            {
                messages.Add(new(EntryOf(one, 1) with { GroupId = HashOf(_groupPrefix, key.Span), DeduplicationId = id }, alone, 1));
                continue;
            }

            if (items > 0 && (items == _settings.MaxChanges || text.WrittenCount + 1 + one.WrittenCount + PackedBytes + _attributeBytes > _settings.MaxPackedBytes)) End();
            if (items > 0) text.Write(","u8);
            text.Write(one.WrittenSpan);
            items++;
        }

        if (items > 0) End();
        return messages;

        void End()
        {
            messages.Add(new(EntryOf(text, items), text.WrittenCount + _attributeBytes + (items > 1 ? PackedBytes : 0), items));
            text.ResetWrittenCount();
            items = 0;
        }
    }

    private CdcEnvelope<ReadOnlyMemory<byte>> EnvelopeOf(string id, ReadOnlyMemory<byte> key, DateTimeOffset time) => new()
    {
        Id = id,
        Source = _settings.TableArn,
        Type = _settings.Type,
        Time = time,
        Operation = ChangeOperation.Snapshot,
        Key = key,
    };

    private SnsEntry EntryOf(ArrayBufferWriter<byte> text, int items)
    {
        var message = Encoding.UTF8.GetString(text.WrittenSpan);
        if (items == 1) return new SnsEntry("0", message) { Attributes = _attributes };
        var attributes = new Dictionary<string, SnsMessageAttributeValue>(_attributes, StringComparer.Ordinal)
        {
            [Changes] = new("Number", items.ToString(CultureInfo.InvariantCulture)),
        };
        return new SnsEntry("0", $"[{message}]") { Attributes = attributes };
    }

    private static string HashOf(byte[] prefix, ReadOnlySpan<byte> key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prefix);
        hash.AppendData(key);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
