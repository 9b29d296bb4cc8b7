using System.Text;
using System.Text.Json;

namespace Cdc.Publisher.Events;

/// <summary>Which attributes of the items' images are read. Everything else is passed over.</summary>
/// <param name="attributes">The attributes that go out as message attributes.</param>
/// <param name="traceParent">The attribute in which whoever writes an item puts its <c>traceparent</c>; null for none.</param>
internal sealed class ImageSelection(IEnumerable<string> attributes, string? traceParent)
{
    private readonly (string Name, byte[] Utf8)[] _attributes = [.. attributes.Select(name => (name, Encoding.UTF8.GetBytes(name)))];
    private readonly byte[] _traceParent = Encoding.UTF8.GetBytes(traceParent ?? "");

    public bool IsEmpty => _attributes.Length == 0 && _traceParent.Length == 0;

    /// <summary>The name that the reader is on, where that attribute goes out; else null.</summary>
    public string? Find(ref Utf8JsonReader reader)
    {
        foreach (var (name, utf8) in _attributes)
        {
            if (reader.ValueTextEquals(utf8)) return name;
        }

        return null;
    }

    public bool IsTraceParent(ref Utf8JsonReader reader) => _traceParent.Length > 0 && reader.ValueTextEquals(_traceParent);
}
