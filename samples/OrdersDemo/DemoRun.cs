using Amazon.Runtime;
using Microsoft.Extensions.Options;

namespace OrdersDemo;

/// <summary>One run of the demo, from the start to Ctrl-C or to the end of the smoke test.</summary>
internal static class DemoRun
{
    /// <returns>The exit code: 0, or 1 where the chain could not start or a change did not arrive.</returns>
    public static async Task<int> RunAsync(DemoOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await using var chain = await DemoChain.StartAsync(options, cancellationToken);
            if (options.Smoke) return await new SmokeRun(chain, TimeProvider.System).RunAsync(output, cancellationToken);
            await output.WriteLineAsync(DemoBanner.Of(chain));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await output.WriteLineAsync("Stopping: the listener finishes what it handles.");
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped before it was done.");
            return 1;
        }
        catch (Exception failure) when (Advice(failure, options) is { } advice)
        {
            await error.WriteLineAsync(advice);
            return 1;
        }
    }

    /// <summary>Says what to do about a failure that a user can mend; null for any other.</summary>
    private static string? Advice(Exception failure, DemoOptions options) => failure switch
    {
        IOException => $"Port {options.Port} cannot be used: {failure.Message} Stop what uses it, or choose another with --port, for example --port {options.Port + 1}.",
        OptionsValidationException invalid => "The settings have faults:\n  " + string.Join("\n  ", invalid.Failures),
        AmazonServiceException service => $"AWS refused ({service.ErrorCode}): {service.Message}",
        HttpRequestException or AmazonClientException when options.EndpointUrl is { } url =>
            $"Nothing usable answers at {url}: {failure.Message} Start the emulator, or leave out --endpoint-url for the built-in one.",
        AmazonClientException => $"{failure.Message} Set AWS_REGION, and AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        TimeoutException => failure.Message,
        _ => null,
    };
}
