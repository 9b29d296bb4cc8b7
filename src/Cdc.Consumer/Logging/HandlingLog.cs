using Microsoft.Extensions.Logging;

namespace Cdc.Consumer.Logging;

/// <summary>What is logged of registration and routes: event ids 2400 to 2499, which never change their meaning.</summary>
internal static partial class HandlingLog
{
    [LoggerMessage(2400, LogLevel.Warning, "The configuration has {Key}, which is no option and is passed over. {Advice}")]
    public static partial void UnknownOption(this ILogger logger, string key, string advice);
}
