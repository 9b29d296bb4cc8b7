using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Runtime;

/// <summary>Everything the custom runtime tells; event ids 1100 to 1199.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1100, LogLevel.Error, "Invocation {RequestId} failed.")]
    public static partial void InvocationFailed(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1101, LogLevel.Error, "Lambda did not take what invocation {RequestId} answered: status {Status}, {Reason}.")]
    public static partial void AnswerRefused(ILogger logger, string requestId, int status, string reason);
}
