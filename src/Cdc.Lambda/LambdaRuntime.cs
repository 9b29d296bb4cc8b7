using Cdc.Core;
using Cdc.Lambda.Runtime;
using Cdc.StandardOutput;
using Cdc.Texts;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda;

/// <summary>Runs a function that is an executable: on Lambda's managed runtime, or as a native one on a custom runtime.</summary>
/// <remarks>
/// <para>
/// On the managed runtime, <c>dotnet10</c>, the handler is the name of the executable's assembly, <c>Shop.Publisher</c>. On a custom runtime, <c>provided.al2023</c>, Lambda
/// starts the file <c>bootstrap</c>. Both need no Amazon.Lambda package.
/// </para>
/// <para>
/// It asks the Runtime API for an invocation, runs the handler, sends its answer, and begins anew. A handler that throws is reported as a failed
/// invocation, and the next one is asked for. Where the Runtime API cannot be reached or answers with a 5xx status, the call ends with an exception:
/// let it end the process, as Lambda asks (<see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html"/>).
/// </para>
/// <para>
/// Invocations run one after the other, and <c>_X_AMZN_TRACE_ID</c> is set for each. On a platform that asks for more at a time by
/// <c>AWS_LAMBDA_MAX_CONCURRENCY</c>, so many run beside each other: the handler must bear it, and the variable, which is the whole process's, is left
/// alone. In any case each invocation is an activity of the source <c>Cdc.Lambda</c>, child of the X-Ray header's parent, if somebody listens.
/// </para>
/// <para>
/// Failures are written to standard output as Lambda's logging controls ask
/// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html"/>), one line each, with event ids 1100 to 1199.
/// </para>
/// </remarks>
public static class LambdaRuntime
{
#pragma warning disable RS0026 // A handler, what makes one, and a function are told apart by their types.
    /// <summary>Makes a handler and runs it.</summary>
    /// <param name="createHandler">
    /// Makes the handler. What it throws is reported to Lambda as a failed start, and thrown; within an <see cref="AggregateException"/> where it could not be reported.
    /// </param>
    /// <param name="cancellationToken">Stops asking for invocations; those under way are finished and answered. Without one it runs until the process ends.</param>
    /// <inheritdoc cref="RunAsync(Func{Stream, LambdaInvocation, Task{Stream}}, CancellationToken)"/>
    public static Task RunAsync(Func<ILambdaHandler> createHandler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(createHandler);
        return StartAsync(() => createHandler().InvokeAsync, cancellationToken);
    }

    /// <summary>Runs a function.</summary>
    /// <param name="handler">
    /// The function: its event and what is known of the invocation in, its answer out. The event is a stream from the network that can be read once;
    /// the answer is sent from its position on, and disposed of. Lambda takes answers of 6 MB at most
    /// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"/>).
    /// </param>
    /// <param name="cancellationToken">Stops asking for invocations; those under way are finished and answered. Without one it runs until the process ends.</param>
    /// <returns>A task that ends when <paramref name="cancellationToken"/> is cancelled and no invocation is under way.</returns>
    /// <exception cref="ArgumentNullException">The handler, or what makes it, is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AWS_LAMBDA_RUNTIME_API</c> is not set, or no address: Lambda did not start this.</exception>
    /// <exception cref="HttpRequestException">The Runtime API cannot be reached, answers with a 5xx status, or sends no invocation where it was asked for one: the process must end.</exception>
    public static Task RunAsync(Func<Stream, LambdaInvocation, Task<Stream>> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return StartAsync(() => handler, cancellationToken);
    }
#pragma warning restore RS0026

    private static async Task StartAsync(Func<Func<Stream, LambdaInvocation, Task<Stream>>> createHandler, CancellationToken stopping)
    {
        var environment = RuntimeEnvironment.Read();
        var log = new EscapingLogger(StandardOutputLoggerFactory.Instance.CreateLogger(RuntimeLog.Category));
        using var api = new RuntimeApi(environment.Address, log);
        var handler = await CreateAsync(api, createHandler, log).ConfigureAwait(false);
        try
        {
            await new RuntimeLoop(api, handler, environment.Loops, log).RunAsync(stopping).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            // What an ending process writes by itself is no line of the log format JSON, and counts as INFO.
            log.RuntimeApiFailed(error);
            throw;
        }
    }

    private static async Task<THandler> CreateAsync<THandler>(RuntimeApi api, Func<THandler> createHandler, ILogger log)
    {
        try
        {
            return createHandler();
        }
        catch (Exception error)
        {
            log.StartFailed(error);
            try
            {
                await api.PostInitErrorAsync(error).ConfigureAwait(false);
            }
            catch (HttpRequestException untold)
            {
                throw new AggregateException(error, untold);
            }

            throw;
        }
    }
}
