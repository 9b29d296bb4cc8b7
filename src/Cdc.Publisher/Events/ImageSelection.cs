using System.Text;
using System.Text.Json;

namespace Cdc.Publisher.Events;

/// <summary>An attribute that is read of an item's images.</summary>
/// <param name="ItemName">Its name in the item.</param>
/// <param name="Name">Its name as a message attribute; null where it is for rules alone.</param>
/// <param name="IsText">Whether a number goes out as text.</param>
internal sealed record ImageTarget(string ItemName, string? Name, bool IsText)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(ItemName);
}

/// <summary>Which attributes of the items' images are read. Everything else is passed over.</summary>
internal sealed class ImageSelection
{
    private readonly ImageTarget[] _targets;
    private readonly byte[] _traceParent;

    public ImageSelection(CdcPublisherOptions options)
    {
        var published = options.ImageAttributes.Select(name => (Item: name, Name: name)).Concat(options.RenamedAttributes.Select(pair => (Item: pair.Value, Name: pair.Key)))
            .Select(pair => new ImageTarget(pair.Item, pair.Name, options.TextAttributes.Contains(pair.Name))).ToList();
        var forRules = options.RuleAttributes.Except(published.Select(target => target.ItemName), StringComparer.Ordinal).Select(name => new ImageTarget(name, null, IsText: false));
        _targets = [.. published, .. forRules];
        _traceParent = Encoding.UTF8.GetBytes(options.TraceParentAttribute ?? "");
        Names = _targets.Select(target => target.ItemName).ToHashSet(StringComparer.Ordinal);
        NeedOfOld = published.Count > 0 ? nameof(options.ImageAttributes) : null;
        NeedOfNew = NeedOfOld ?? (_traceParent.Length > 0 ? nameof(options.TraceParentAttribute) : null);
    }

    /// <summary>The items' names of what is read.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>The setting that needs new images; null where none does.</summary>
    public string? NeedOfNew { get; }

    /// <summary>The setting that needs old images of removed items; null where none does.</summary>
    public string? NeedOfOld { get; }

    public bool IsEmpty => _targets.Length == 0 && _traceParent.Length == 0;

    public ReadOnlySpan<ImageTarget> Targets => _targets;

    /// <summary>Where the targets begin whose name the reader is on; -1 where that attribute is not read.</summary>
    public int Find(ref Utf8JsonReader reader)
    {
        for (var index = 0; index < _targets.Length; index++)
        {
            if (reader.ValueTextEquals(_targets[index].Utf8)) return index;
        }

        return -1;
    }

    public bool IsTraceParent(ref Utf8JsonReader reader) => _traceParent.Length > 0 && reader.ValueTextEquals(_traceParent);
}
