using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Cdc.Publisher.Buffers;
using Cdc.Publisher.Publishing;

namespace Cdc.Publisher.Sns;

/// <summary>The form of a PublishBatch, in pooled memory.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html"/></remarks>
internal sealed class PublishBatchBody : IDisposable
{
    private static readonly byte[][] _members =
        [.. Enumerable.Range(1, PublishSchedule.MaxEntries).Select(number => Utf8($"PublishBatchRequestEntries.member.{number}."))];

    private static readonly (byte[] Name, byte[] DataType, byte[] Value)[] _attributes =
        [.. Enumerable.Range(1, MessageAttributes.MaxCount).Select(NamesOf)];

    private readonly Utf8Arena _form = new();
    private readonly PublishCall? _call;
    private readonly IReadOnlyList<SnsEntry> _entries = [];

    private PublishBatchBody(string topicArn, PublishCall? call, IReadOnlyList<SnsEntry> entries)
    {
        _call = call;
        _entries = entries;
        FormWriter.Field(_form, default, "Action"u8, "PublishBatch"u8);
        FormWriter.Field(_form, default, "Version"u8, SnsProtocol.Version);
        FormWriter.Field(_form, default, "TopicArn"u8, topicArn);
    }

    public ReadOnlyMemory<byte> Form => _form.Memory(_form.Since(0));

    /// <summary>The entries' ids, in their order.</summary>
    public IEnumerable<string> EntryIds => _call is null
        ? _entries.Select(entry => entry.Id)
        : Enumerable.Range(0, _call.Count).Select(position => _call[position].ToString(CultureInfo.InvariantCulture));

    public static PublishBatchBody Of(PublishCall call, EntryBatch batch)
    {
        var body = new PublishBatchBody(call.Topic.Arn, call, []);
        for (var position = 0; position < call.Count; position++) body.Write(_members[position], call[position], batch);
        return body;
    }

    public static PublishBatchBody Of(string topicArn, IReadOnlyList<SnsEntry> entries)
    {
        var body = new PublishBatchBody(topicArn, null, entries);
        for (var position = 0; position < entries.Count; position++)
            body.Write(position < _members.Length ? _members[position] : Utf8($"PublishBatchRequestEntries.member.{position + 1}."), entries[position]);
        return body;
    }

    /// <summary>The form as a stream that can be read again.</summary>
    public MemoryStream OpenRead()
    {
        MemoryMarshal.TryGetArray(Form, out var segment);
        return new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
    }

    public void Dispose() => _form.Dispose();

    private void Write(ReadOnlySpan<byte> member, int index, EntryBatch batch)
    {
        ref var entry = ref batch[index];
        FormWriter.Field(_form, member, "Id"u8, index);
        FormWriter.Field(_form, member, "Message"u8, batch.Text[entry.Message]);
        if (entry.Topic!.IsFifo)
        {
            FormWriter.Field(_form, member, "MessageGroupId"u8, batch.Text[entry.Group]);
            FormWriter.Field(_form, member, "MessageDeduplicationId"u8, batch.Text[entry.Id]);
        }

        var number = 0;
        foreach (var attribute in entry.Template!.Attributes)
        {
            FormWriter.Field(_form, member, _attributes[number].Name, attribute.NameUtf8);
            FormWriter.Field(_form, member, _attributes[number].DataType, "String"u8);
            FormWriter.Field(_form, member, _attributes[number++].Value, attribute.ValueUtf8);
        }

        for (var at = entry.Attributes.Start; at < entry.Attributes.End; at++)
        {
            var attribute = batch.Records.Attributes[at];
            FormWriter.Field(_form, member, _attributes[number].Name, attribute.Name);
            FormWriter.Field(_form, member, _attributes[number].DataType, attribute.DataType);
            FormWriter.Field(_form, member, _attributes[number++].Value, batch.Text[attribute.Value]);
        }
    }

    private void Write(ReadOnlySpan<byte> member, SnsEntry entry)
    {
        FormWriter.Field(_form, member, "Id"u8, entry.Id);
        FormWriter.Field(_form, member, "Message"u8, entry.Message);
        if (entry.GroupId is { } group) FormWriter.Field(_form, member, "MessageGroupId"u8, group);
        if (entry.DeduplicationId is { } deduplication) FormWriter.Field(_form, member, "MessageDeduplicationId"u8, deduplication);
        var number = 0;
        foreach (var (name, attribute) in entry.Attributes)
        {
            var names = number < _attributes.Length ? _attributes[number] : NamesOf(number + 1);
            number++;
            FormWriter.Field(_form, member, names.Name, name);
            FormWriter.Field(_form, member, names.DataType, attribute.DataType);
            FormWriter.Field(_form, member, names.Value, attribute.Value);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static (byte[] Name, byte[] DataType, byte[] Value) NamesOf(int number)
    {
        var stem = $"MessageAttributes.entry.{number}.";
        return (Utf8(stem + "Name"), Utf8(stem + "Value.DataType"), Utf8(stem + "Value.StringValue"));
    }
}
