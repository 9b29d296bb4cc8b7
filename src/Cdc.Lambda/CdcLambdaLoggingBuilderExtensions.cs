using Cdc.Lambda.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda;

/// <summary>Puts a function's log into the logging of its services.</summary>
public static class CdcLambdaLoggingBuilderExtensions
{
    /// <summary>Writes what is logged to standard output as Lambda's logging controls ask: one line each, with level and request id, as text or as JSON.</summary>
    /// <param name="builder">The logging of the function's services: <c>services.AddLogging(logging => logging.AddCdcLambda())</c>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>
    /// <para>
    /// These are the lines that a function has which sets up no logging. Format and least level come from <c>AWS_LAMBDA_LOG_FORMAT</c> and <c>AWS_LAMBDA_LOG_LEVEL</c>
    /// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html"/>), read when a logger is made. The filters of the logging itself
    /// come before, and leave out what is below Information unless told otherwise. Scopes are not written.
    /// </para>
    /// <para>Calling it again changes nothing. A provider for the console writes each line once more: <c>ClearProviders</c> takes one away that a host has added.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static ILoggingBuilder AddCdcLambda(this ILoggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, LambdaLoggerProvider>());
        return builder;
    }
}
