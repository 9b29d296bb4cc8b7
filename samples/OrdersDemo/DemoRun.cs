using OrdersDemo.Load;
using OrdersDemo.Telemetry;

namespace OrdersDemo;

/// <summary>One run of the demo, from the start to Ctrl-C or to the end of the smoke test.</summary>
internal static class DemoRun
{
    /// <returns>The exit code: 0, or 1 where the chain could not start or a change did not arrive.</returns>
    public static async Task<int> RunAsync(DemoOptions options, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        // The caller listens for signals only once it has the task. Without this, a signal right after the start would kill the process.
        await Task.Yield();
        try
        {
            // Telemetry ends last, so that it sees everything.
            using var telemetry = DemoTelemetry.Start(options);
            await using var chain = await DemoChain.StartAsync(options, cancellationToken);
            var code = await RunAsync(chain, options, output, cancellationToken);
            telemetry?.FlushMetrics();
            return code;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped before it was done.");
            return 1;
        }
        catch (Exception failure) when (DemoAdvice.Of(failure, options) is { Count: > 0 } advice)
        {
            foreach (var line in advice) await error.WriteLineAsync(line);
            return 1;
        }
    }

    private static async Task<int> RunAsync(DemoChain chain, DemoOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        if (options.Smoke) return await new SmokeRun(chain, TimeProvider.System).RunAsync(output, cancellationToken);
        await output.WriteLineAsync(DemoBanner.Of(chain, tells: options.Load is null));
        if (options.Load is { } rate)
        {
            int? width = output == Console.Out && !Console.IsOutputRedirected ? Console.WindowWidth : null;
            await new LoadRun(chain, rate, TimeProvider.System).RunAsync(new LoadConsole(rate, output, width, TimeProvider.System), cancellationToken);
        }
        else
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await output.WriteLineAsync("Stopping: the listener finishes what it handles.");
        return 0;
    }
}
