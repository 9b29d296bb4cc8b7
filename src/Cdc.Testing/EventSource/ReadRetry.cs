using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>Repeats a read that failed until it works: an event source mapping does not give up.</summary>
internal sealed class ReadRetry(LocalEventSourceMappingOptions options, ILogger logger)
{
    private static readonly TimeSpan _longestDelay = TimeSpan.FromSeconds(30);

    public async Task<T> RunAsync<T>(string place, Func<CancellationToken, Task<T>> read, CancellationToken stopping)
    {
        for (var delay = options.RetryDelay; ; delay = delay * 2 < _longestDelay ? delay * 2 : _longestDelay)
        {
            try
            {
                return await read(stopping).ConfigureAwait(false);
            }
            catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException
                && error is not AmazonServiceException { ErrorCode: "ExpiredIteratorException" or "TrimmedDataAccessException" })
            {
                stopping.ThrowIfCancellationRequested();
                MappingLog.ReadFailed(logger, error, place, delay.TotalMilliseconds);
            }

            await Task.Delay(delay, options.TimeProvider, stopping).ConfigureAwait(false);
        }
    }
}
