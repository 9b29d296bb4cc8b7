using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Runtime;

/// <summary>Everything that the runtime tells; event ids 1100 to 1199.</summary>
internal static partial class RuntimeLog
{
    /// <summary>The category of its lines.</summary>
    public const string Category = "Cdc.Lambda.LambdaRuntime";

    [LoggerMessage(1100, LogLevel.Error, "Invocation {RequestId} failed.")]
    public static partial void InvocationFailed(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1101, LogLevel.Error, "Lambda did not take what invocation {RequestId} answered: status {Status}, {Reason}.")]
    public static partial void AnswerRefused(this ILogger logger, string requestId, int status, string reason);

    [LoggerMessage(1102, LogLevel.Critical, "The function could not start, and the process ends.")]
    public static partial void StartFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1103, LogLevel.Critical, "Lambda's Runtime API failed, and the process ends; Lambda starts another.")]
    public static partial void RuntimeApiFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1104, LogLevel.Warning, "{What} of invocation {RequestId} failed. What is answered stays the same.")]
    public static partial void SideFailed(this ILogger logger, Exception exception, string what, string requestId);
}
