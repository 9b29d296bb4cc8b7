using System.Collections.Concurrent;
using Cdc.Core;
using Cdc.Publisher.Events;

namespace Cdc.Publisher.Publishing;

/// <summary>The templates of the tables that a process has met. Safe for several threads.</summary>
internal sealed class EntryTemplates(CdcPublisherOptions options)
{
    // For each table that StreamTables knows: three operations and expirations, each with three forms of the trace.
    private const int MaxKnown = 64 * 4 * 3;

    private readonly ConcurrentDictionary<(string Table, ChangeOperation Operation, bool Expired, TraceForm Trace), EntryTemplate> _known = new();

    public EntryTemplate Find(StreamTable table, ChangeOperation operation, bool expired, TraceForm trace)
    {
        var key = (table.Arn, operation, expired, trace);
        if (_known.TryGetValue(key, out var template)) return template;
        template = Create(table, operation, expired, trace);
        if (_known.Count < MaxKnown) _known.TryAdd(key, template);
        return template;
    }

    private EntryTemplate Create(StreamTable table, ChangeOperation operation, bool expired, TraceForm trace)
    {
        var word = operation.ToWord();
        var type = options.EventTypes.TryGetValue(operation, out var named)
            ? named
            : $"{options.EventTypePrefix ?? table.Name.ToLowerInvariant()}.{word}";
        var attributes = new List<TemplateAttribute> { new("type", type), new("operation", word) };
        attributes.AddRange(options.StaticAttributes.Select(attribute => new TemplateAttribute(attribute.Key, attribute.Value)));
        return new EntryTemplate(new EnvelopeTemplate(table.Arn, type, operation, expired, trace), [.. attributes]);
    }
}
