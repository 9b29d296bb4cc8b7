using Cdc.Testing.Hosting;
using Cdc.Testing.Runtime;

namespace Cdc.Testing;

/// <summary>Serves Lambda's Runtime API over HTTP on loopback, so that a custom-runtime function can be run and invoked in tests.</summary>
/// <remarks>
/// <para>
/// Start the function with <see cref="Address"/> in <c>AWS_LAMBDA_RUNTIME_API</c>, in this process or as one of its own, and give
/// <see cref="InvokeAsync(Stream)"/> to a <see cref="LocalEventSourceMapping"/> as the handler. Status codes, headers and limits are Lambda's
/// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"/>).
/// </para>
/// <para>
/// Unlike Lambda it starts, freezes and ends no process: a function that exceeds its timeout runs on, and its late answer is refused with status
/// 410. It hands out as many invocations at once as the function asks for. Safe for concurrent use.
/// </para>
/// </remarks>
public sealed class LocalLambdaRuntimeApi : IAsyncDisposable
{
    private readonly LoopbackServer _server;
    private readonly InvocationQueue _invocations;

    private LocalLambdaRuntimeApi(LoopbackServer server, InvocationQueue invocations) => (_server, _invocations) = (server, invocations);

    /// <summary>Gets the value for <c>AWS_LAMBDA_RUNTIME_API</c>, for example <c>127.0.0.1:9001</c>.</summary>
    public string Address => _server.Url.Authority;

    /// <summary>Starts listening on a free port of 127.0.0.1.</summary>
    /// <param name="options">The function's timeout, ARN and clock; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is out of its range.</exception>
    /// <exception cref="ArgumentNullException">The clock or the ARN is null.</exception>
    /// <exception cref="ArgumentException">The ARN is empty.</exception>
    public static async Task<LocalLambdaRuntimeApi> StartAsync(LocalLambdaRuntimeApiOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalLambdaRuntimeApiOptions();
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.FunctionArn, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FunctionTimeout, TimeSpan.FromSeconds(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.FunctionTimeout, TimeSpan.FromMinutes(15), nameof(options));

        var invocations = new InvocationQueue(options);
        var server = await LoopbackServer.StartAsync(port: 0, new RuntimeEndpoints(invocations, options.FunctionArn).AnswerAsync, cancellationToken).ConfigureAwait(false);
        return new LocalLambdaRuntimeApi(server, invocations);
    }

    /// <summary>Invokes the function, with a trace header that says it is not sampled.</summary>
    /// <inheritdoc cref="InvokeAsync(Stream, string, CancellationToken)"/>
    public Task<Stream> InvokeAsync(Stream functionEvent) => InvokeAsync(functionEvent, TraceHeader.Unsampled());

    /// <summary>Invokes the function.</summary>
    /// <param name="functionEvent">The event; it is read to its end first.</param>
    /// <param name="traceHeader">The X-Ray header that the function is sent, <c>Root=…;Parent=…;Sampled=…</c>; null for none.</param>
    /// <param name="cancellationToken">Stops waiting; a function that has taken the invocation runs on.</param>
    /// <returns>The function's answer, in memory.</returns>
    /// <exception cref="LambdaFunctionException">The function failed, did not start, or ran into its timeout.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="functionEvent"/> is null.</exception>
    /// <exception cref="ArgumentException">The event is larger than Lambda takes: 6 MB (6,291,556 bytes).</exception>
    /// <exception cref="ObjectDisposedException">This was disposed of, before the call or during it.</exception>
    /// <remarks>
    /// Functions get the invocations in the order of the calls. After a function failed to start, each invocation fails with the error of that start, until a
    /// function asks for an invocation.
    /// </remarks>
    public async Task<Stream> InvokeAsync(Stream functionEvent, string? traceHeader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(functionEvent);
        using var buffer = new MemoryStream();
        await functionEvent.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (buffer.Length > RuntimeLimits.PayloadBytes)
            throw new ArgumentException($"The event has {buffer.Length} bytes; Lambda takes {RuntimeLimits.PayloadBytes}.", nameof(functionEvent));

        var answer = await _invocations.InvokeAsync(buffer.ToArray(), traceHeader).WaitAsync(cancellationToken).ConfigureAwait(false);
        return new MemoryStream(answer, writable: false);
    }

    /// <summary>Stops listening. Invocations under way fail, and functions that wait for one get status 500, which tells them to end.</summary>
    /// <returns>A task that ends when the port is free.</returns>
    public async ValueTask DisposeAsync()
    {
        _invocations.Close();
        await _server.DisposeAsync().ConfigureAwait(false);
    }
}
