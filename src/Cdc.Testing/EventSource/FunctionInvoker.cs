using Microsoft.Extensions.Logging;

namespace Cdc.Testing.EventSource;

/// <summary>Invokes the function once.</summary>
internal sealed class FunctionInvoker(Func<Stream, Task<Stream>> handler, ILogger logger)
{
    public async Task<InvocationResult> InvokeAsync(IReadOnlyList<EventRecord> records)
    {
        try
        {
            using var input = new MemoryStream(EventPayload.Write(records), writable: false);
            using var answer = new MemoryStream();
            var output = await handler(input).ConfigureAwait(false);
            if (output is not null)
            {
                await using var _ = output.ConfigureAwait(false);
                await output.CopyToAsync(answer).ConfigureAwait(false);
            }

            return new(InvocationKind.Answered, answer.ToArray());
        }
        catch (LambdaThrottledException error)
        {
            MappingLog.Throttled(logger, error, records.Count);
            return new(InvocationKind.Throttled);
        }
#pragma warning disable CA1031 // Whatever the function throws is a function error to Lambda.
        catch (Exception error)
#pragma warning restore CA1031
        {
            MappingLog.FunctionFailed(logger, error, records.Count);
            return new(InvocationKind.FunctionError);
        }
    }
}
