using Microsoft.Extensions.Logging;

namespace Cdc.Aspire.Hosting;

internal static partial class LocalAwsLog
{
    [LoggerMessage(4001, LogLevel.Information, "The local AWS listens at {Url}.")]
    public static partial void Listens(ILogger logger, Uri url);

    [LoggerMessage(4002, LogLevel.Error, "The local AWS does not start at port {Port}: stop what uses it, or give AddLocalAws another.")]
    public static partial void DoesNotStart(ILogger logger, Exception error, int port);
}
