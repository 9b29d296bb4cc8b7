using Microsoft.Extensions.Logging;

namespace Cdc.StandardOutput;

/// <summary>What Lambda's logging controls ask of a function's log.</summary>
/// <remarks>
/// Lambda sets <c>AWS_LAMBDA_LOG_FORMAT</c> and <c>AWS_LAMBDA_LOG_LEVEL</c>
/// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html"/>); the same names with <c>HANDLER</c> are the user's, and go first, as on
/// the managed .NET runtime.
/// </remarks>
/// <param name="Json">Whether each line is a JSON object; otherwise it is text.</param>
/// <param name="Minimum">The least level that is written.</param>
internal sealed record LogControls(bool Json, LogLevel Minimum)
{
    public static LogControls Read() => new(
        string.Equals(Setting("FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase),
        Setting("LEVEL")?.ToUpperInvariant() switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "WARN" or "WARNING" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "FATAL" or "CRITICAL" => LogLevel.Critical,
            _ => LogLevel.Information,
        });

    /// <summary>Lambda's word for a level: where it does not know the word, a line counts as INFO.</summary>
    public static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Warning => "WARN",
        LogLevel.Error => "ERROR",
        LogLevel.Critical => "FATAL",
        _ => "INFO",
    };

    private static string? Setting(string name) =>
        Environment.GetEnvironmentVariable($"AWS_LAMBDA_HANDLER_LOG_{name}") is { Length: > 0 } own ? own : Environment.GetEnvironmentVariable($"AWS_LAMBDA_LOG_{name}");
}
