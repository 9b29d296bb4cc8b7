using Microsoft.Extensions.Logging;

namespace Cdc.StandardOutput;

/// <summary>Writes to the function's standard output, which Lambda sends to CloudWatch Logs: a function that sets up no logging still tells what failed.</summary>
internal sealed class StandardOutputLoggerFactory : ILoggerFactory
{
    public static readonly StandardOutputLoggerFactory Instance = new();

    public ILogger CreateLogger(string categoryName) => new StandardOutputLogger(categoryName, Console.Out);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Give the handler an ILoggerFactory of your own.");

    public void Dispose()
    {
    }
}
