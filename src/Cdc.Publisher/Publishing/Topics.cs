using Cdc.Publisher.Events;
using Cdc.Publisher.Sns;

namespace Cdc.Publisher.Publishing;

/// <summary>The topics that the settings name.</summary>
internal sealed class Topics(CdcPublisherOptions options)
{
    private readonly Topic _default = new(options.TopicArn);
    private readonly Dictionary<string, Topic> _ofTables = options.TopicArns.ToDictionary(pair => pair.Key, pair => new Topic(pair.Value), StringComparer.Ordinal);

    /// <summary>Where rejected records go; null where the policy parks none.</summary>
    public Topic? Parking { get; } = options.ParkingTopicArn is { } arn ? new Topic(arn) : null;

    /// <summary>The topic of an ARN that a rule named.</summary>
    public Topic At(string arn) => arn == _default.Arn ? _default : new Topic(arn);

    public Topic Of(StreamTable table) => _ofTables.Count > 0 && _ofTables.TryGetValue(table.Name, out var topic) ? topic : _default;
}
