using Cdc.Publisher.Events;
using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>The topics that the settings name.</summary>
internal sealed class Topics
{
    private readonly CdcPublisherOptions _options;
    private readonly Topic _default;
    private readonly Dictionary<string, Topic> _ofTables;

    public Topics(CdcPublisherOptions options)
    {
        _options = options;
        _default = Create(options.TopicArn, null);
        Parking = options.ParkingTopicArn is { } arn ? new Topic(arn) { MaxBytes = options.MaxMessageBytes } : null;
        _ofTables = options.TopicArns.Keys.Union(options.Tables.Keys, StringComparer.Ordinal).ToDictionary(
            table => table, table => Create(options.TopicArns.TryGetValue(table, out var own) ? own : options.TopicArn, table), StringComparer.Ordinal);
    }

    /// <summary>Where rejected records go; null where the policy parks none.</summary>
    public Topic? Parking { get; }

    public Topic Of(StreamTable table) => _ofTables.Count > 0 && _ofTables.TryGetValue(table.Name, out var topic) ? topic : _default;

    /// <summary>The topic of an ARN that a rule named for a record of a table.</summary>
    public Topic At(string arn, StreamTable table) => Of(table) is { } known && known.Arn == arn ? known : Create(arn, table.Name);

    private Topic Create(string arn, string? table)
    {
        var own = table is not null && _options.Tables.TryGetValue(table, out var found) ? found : null;
        return new Topic(arn)
        {
            MaxBytes = own?.MaxMessageBytes ?? _options.MaxMessageBytes,
            MaxChanges = own?.MaxChangesPerMessage ?? _options.MaxChangesPerMessage,
            MaxPackedBytes = own?.MaxPackedBytes ?? _options.MaxPackedBytes,
        };
    }
}
