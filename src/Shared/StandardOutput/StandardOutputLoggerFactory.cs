using Microsoft.Extensions.Logging;

namespace Cdc.StandardOutput;

/// <summary>
/// Writes to the function's standard output, which Lambda sends to CloudWatch Logs, as Lambda's logging controls ask: a function that sets up no logging still tells what failed.
/// </summary>
internal sealed class StandardOutputLoggerFactory : ILoggerFactory
{
    public static readonly StandardOutputLoggerFactory Instance = new();

    public ILogger CreateLogger(string categoryName)
    {
        var controls = LogControls.Read();
        if (RuntimeClient.Find() is { } client) return new StandardOutputLogger(categoryName, controls.Minimum, LogLine.Message, client);
        var output = Console.Out;
        return new StandardOutputLogger(categoryName, controls.Minimum, controls.Json ? LogLine.Json : LogLine.Text, (_, line) => output.WriteLine(line));
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Give the handler an ILoggerFactory of your own.");

    public void Dispose()
    {
    }
}
