namespace Cdc.Lambda.Runtime;

/// <summary>Everything the custom runtime tells, one line each; event ids 1100 to 1199.</summary>
/// <param name="output">Where the lines go: a line of standard output is an entry of the function's log.</param>
internal sealed class RuntimeLog(TextWriter output)
{
    public void InvocationFailed(Exception exception, string requestId) => Write(1100, $"Invocation {requestId} failed. {exception}");

    public void AnswerRefused(string requestId, int status, string reason) =>
        Write(1101, $"Lambda did not take what invocation {requestId} answered: status {status}, {reason}.");

    private void Write(int eventId, string text) => output.WriteLine($"Error: Cdc.Lambda.LambdaRuntime[{eventId}] {text}".ReplaceLineEndings(" | "));
}
