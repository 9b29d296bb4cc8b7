using System.Collections.Concurrent;
using Cdc.Core;
using Cdc.Publisher.Events;

namespace Cdc.Publisher.Publishing;

/// <summary>The templates of the tables that a process has met. Safe for several threads.</summary>
internal sealed class EntryTemplates(CdcPublisherOptions options)
{
    // For each table that StreamTables knows: three operations and expirations, each with three forms of the trace.
    private const int MaxKnown = 64 * 4 * 3;

    private readonly ConcurrentDictionary<(StreamTable Table, ChangeOperation Operation, bool Expired, TraceForm Trace, string? Type), EntryTemplate> _known = new();

    private readonly ConcurrentDictionary<(string Type, string Word), TemplateAttribute[]> _attributes = new();

    public EntryTemplate Find(StreamTable table, ChangeOperation operation, bool expired, TraceForm trace, string? ofRule = null)
    {
        var key = (table, operation, expired, trace, ofRule);
        if (_known.TryGetValue(key, out var template)) return template;
        template = Create(table, operation, expired, trace, ofRule);
        if (_known.Count < MaxKnown) _known.TryAdd(key, template);
        return template;
    }

    private EntryTemplate Create(StreamTable table, ChangeOperation operation, bool expired, TraceForm trace, string? ofRule)
    {
        var word = operation.ToWord();
        var type = ofRule is not null ? ofRule
            : options.EventTypes.TryGetValue(operation, out var named)
            ? named
            : $"{options.EventTypePrefix ?? table.Name.ToLowerInvariant()}.{word}";
        return new EntryTemplate(new EnvelopeTemplate(table, type, operation, expired, trace), AttributesOf(type, word));
    }

    /// <summary>The same array for the same attributes, so that it is quickly seen which messages have the same.</summary>
    private TemplateAttribute[] AttributesOf(string type, string word)
    {
        TemplateAttribute[] Create((string Type, string Word) of) =>
            [new("type", of.Type), new("operation", of.Word), .. options.StaticAttributes.Select(attribute => new TemplateAttribute(attribute.Key, attribute.Value))];

        return _attributes.Count < MaxKnown ? _attributes.GetOrAdd((type, word), Create) : _attributes.TryGetValue((type, word), out var known) ? known : Create((type, word));
    }
}
