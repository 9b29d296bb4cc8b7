using System.Collections.ObjectModel;

namespace Cdc.Publisher;

/// <summary>Is an item before or after a change, as far as rules may see it: the attributes that <see cref="CdcPublisherOptions.RuleAttributes"/> and the published ones name.</summary>
public sealed class StreamImage
{
    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly IReadOnlySet<string>? _names;
    private readonly bool _isMissing;

    /// <summary>Creates an image of plain values.</summary>
    /// <param name="values">The values by the attributes' names in the item: text, a number's digits, or <c>true</c> and <c>false</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public StreamImage(IReadOnlyDictionary<string, string> values)
        : this(values ?? throw new ArgumentNullException(nameof(values)), names: null)
    {
    }

    internal StreamImage(IReadOnlyDictionary<string, string> values, IReadOnlySet<string>? names, bool isPresent = true, bool isMissing = false)
    {
        _values = values;
        _names = names;
        IsPresent = isPresent;
        _isMissing = isMissing;
    }

    /// <summary>Gets whether the record has the image.</summary>
    /// <value>False before an insertion and after a removal, and where the stream's view type leaves the image out.</value>
    public bool IsPresent { get; }

    /// <summary>Gets an attribute's value as text.</summary>
    /// <param name="name">The attribute's name in the item.</param>
    /// <value>
    /// An S as it is, an N as its digits, a BOOL as <c>true</c> or <c>false</c>, an SS as a JSON array. Null where the item has no such attribute or one of another type, and where there was no
    /// item: before an insertion, after a removal.
    /// </value>
    /// <exception cref="CdcMissingImageException">There was an item, and the record has no image of it: the stream's view type leaves it out.</exception>
    /// <exception cref="ArgumentException">The settings do not name the attribute, so that it was not read.</exception>
    public string? this[string name]
    {
        get
        {
            if (_names is not null && !_names.Contains(name))
                throw new ArgumentException($"'{name}' is named neither in RuleAttributes nor among the published attributes, so that it is not read.", nameof(name));
            if (_isMissing) throw new CdcMissingImageException($"'{name}' cannot be read: the record has no such image, as the stream's view type leaves it out.");
            return _values.TryGetValue(name, out var value) ? value : null;
        }
    }

    /// <summary>The image of an item that was not there.</summary>
    internal static StreamImage None(IReadOnlySet<string>? names) => new(ReadOnlyDictionary<string, string>.Empty, names, isPresent: false);

    /// <summary>The image that a record lacks.</summary>
    internal static StreamImage Missing(IReadOnlySet<string>? names) => new(ReadOnlyDictionary<string, string>.Empty, names, isPresent: false, isMissing: true);
}
