using System.Text;
using Cdc.Publisher.Buffers;

namespace Cdc.Publisher.Sns;

/// <summary>Writes the fields of one message into a call's form, its attributes among them.</summary>
/// <param name="form">The form.</param>
/// <param name="prefix">What the fields' names begin with, UTF-8; empty where a call has one message.</param>
internal ref struct EntryForm(Utf8Arena form, ReadOnlySpan<byte> prefix)
{
    private static readonly (byte[] Name, byte[] DataType, byte[] Value)[] _names = [.. Enumerable.Range(1, SnsAttributeRules.MaxCount).Select(NamesOf)];

    private readonly ReadOnlySpan<byte> _prefix = prefix;
    private int _attributes;

    public readonly void Id(int id) => FormWriter.Field(form, _prefix, "Id"u8, id);

    public readonly void Message(ReadOnlySpan<byte> message) => FormWriter.Field(form, _prefix, "Message"u8, message);

    /// <summary>Begins a message that is written in parts.</summary>
    public readonly void BeginMessage() => FormWriter.Field(form, _prefix, "Message"u8, default(ReadOnlySpan<byte>));

    public readonly void Part(ReadOnlySpan<byte> text) => FormWriter.Encode(form, text);

    public readonly void Fifo(ReadOnlySpan<byte> group, ReadOnlySpan<byte> deduplication)
    {
        FormWriter.Field(form, _prefix, "MessageGroupId"u8, group);
        FormWriter.Field(form, _prefix, "MessageDeduplicationId"u8, deduplication);
    }

    /// <summary>Writes the next attribute.</summary>
    public void Attribute(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> dataType, scoped ReadOnlySpan<byte> value)
    {
        var names = Next();
        FormWriter.Field(form, _prefix, names.Name, name);
        FormWriter.Field(form, _prefix, names.DataType, dataType);
        FormWriter.Field(form, _prefix, names.Value, value);
    }

    /// <inheritdoc cref="Attribute(ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void Attribute(string name, string dataType, scoped ReadOnlySpan<byte> value)
    {
        var names = Next();
        FormWriter.Field(form, _prefix, names.Name, name);
        FormWriter.Field(form, _prefix, names.DataType, dataType);
        FormWriter.Field(form, _prefix, names.Value, value);
    }

    /// <summary>Writes all of a message that is an object, but its id.</summary>
    public void Write(SnsEntry entry)
    {
        FormWriter.Field(form, _prefix, "Message"u8, entry.Message);
        if (entry.GroupId is { } group) FormWriter.Field(form, _prefix, "MessageGroupId"u8, group);
        if (entry.DeduplicationId is { } deduplication) FormWriter.Field(form, _prefix, "MessageDeduplicationId"u8, deduplication);
        foreach (var (name, attribute) in entry.Attributes) Attribute(name, attribute.DataType, Utf8(attribute.Value));
    }

    private (byte[] Name, byte[] DataType, byte[] Value) Next() => _attributes < _names.Length ? _names[_attributes++] : NamesOf(++_attributes);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static (byte[] Name, byte[] DataType, byte[] Value) NamesOf(int number)
    {
        var stem = $"MessageAttributes.entry.{number}.";
        return (Utf8(stem + "Name"), Utf8(stem + "Value.DataType"), Utf8(stem + "Value.StringValue"));
    }
}
