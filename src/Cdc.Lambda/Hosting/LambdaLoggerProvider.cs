using Cdc.StandardOutput;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Hosting;

/// <summary>Gives the loggers of a user's logging the lines of the default log.</summary>
internal sealed class LambdaLoggerProvider : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => StandardOutputLoggerFactory.Instance.CreateLogger(categoryName);

    public void Dispose()
    {
    }
}
