using System.Text.Json.Nodes;
using Cdc.Publisher;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>A topic that keeps what it is told of records that were given up.</summary>
internal sealed class DiscardTopic : ISnsPublisher
{
    private readonly List<JsonNode> _documents = [];

    public DiscardTopic() => Destination = LocalEventSourceMappingDestination.ToTopic(this, "arn:aws:sns:us-east-1:000000000000:discarded");

    public LocalEventSourceMappingDestination Destination { get; }

    /// <summary>Gets or sets how many calls fail, one half by an exception and the other by a refusal.</summary>
    public int FailFirst { get; set; }

    public int Calls { get; private set; }

    /// <summary>Gets the batches: first and last sequence number, condition and number of invocations.</summary>
    public IEnumerable<string> Ranges
    {
        get
        {
            lock (_documents)
            {
                return
                [
                    .. _documents.Select(document => $"{document["DDBStreamBatchInfo"]!["startSequenceNumber"]}-{document["DDBStreamBatchInfo"]!["endSequenceNumber"]} " +
                        $"{document["requestContext"]!["condition"]} {document["requestContext"]!["approximateInvokeCount"]}"),
                ];
            }
        }
    }

    /// <summary>Gets or sets what is done with each batch: its first and last sequence number.</summary>
    public Action<string, string> OnDiscarded { get; set; } = (_, _) => { };

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        lock (_documents)
        {
            if (++Calls <= FailFirst)
                return Calls % 2 == 0 ? throw new HttpRequestException("test") : Task.FromResult<IReadOnlyList<SnsFailure>>([new(entries[0].Id, "InternalError", null, false)]);
            var document = JsonNode.Parse(entries[0].Message)!;
            _documents.Add(document);
            OnDiscarded($"{document["DDBStreamBatchInfo"]!["startSequenceNumber"]}", $"{document["DDBStreamBatchInfo"]!["endSequenceNumber"]}");
        }

        return Task.FromResult<IReadOnlyList<SnsFailure>>([]);
    }
}
