using System.Globalization;
using System.Text;
using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>What a delivery needs, without a stream.</summary>
internal static class Deliveries
{
    public static StreamMapping Mapping(Func<Stream, Task<Stream>> function, LocalEventSourceMappingOptions options) =>
        new(null!, StubStream.Arn, new FunctionInvoker(function, NullLogger.Instance), options, NullLogger.Instance);

    /// <summary>A record that <see cref="StreamFunction"/> calls by its number.</summary>
    public static StreamEventRecord Record(int number, ulong item = 0, DateTimeOffset? createdAt = null, TimeSpan? readAt = null)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        return new()
        {
            Id = text,
            Json = Encoding.UTF8.GetBytes($$$"""{"dynamodb":{"NewImage":{"name":{"S":"{{{text}}}"}},"SequenceNumber":"{{{text}}}"}}"""),
            Item = item,
            CreatedAt = createdAt,
            ReadAt = readAt ?? TimeProvider.System.Now(),
        };
    }

    public static StreamEventRecord[] Records(int count) => [.. Enumerable.Range(1, count).Select(number => Record(number))];
}
