using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Cdc.Benchmarks.Measuring;
using Cdc.Testing;

namespace Cdc.Benchmarks.Publisher;

/// <summary>One cold start of the function as a process of its own, until its first answer.</summary>
/// <param name="Milliseconds">From the start of the process to the answer that Lambda gets.</param>
/// <param name="PeakMegabytes">The most memory that it had resident by then; null where the system does not say.</param>
internal sealed record FunctionStart(double Milliseconds, double? PeakMegabytes)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <param name="command">The executable and its arguments.</param>
    /// <param name="environment">What Lambda would set, except the Runtime API's address.</param>
    /// <param name="functionEvent">The event that waits for the function.</param>
    public static async Task<FunctionStart> MeasureAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, byte[] functionEvent)
    {
        await using var api = await LocalLambdaRuntimeApi.StartAsync();
        var settings = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in settings.Environment.Keys.Where(IsSetting).ToList()) settings.Environment.Remove(name);
        foreach (var (name, value) in environment) settings.Environment[name] = value;
        settings.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Address;

        var lines = new ConcurrentQueue<string?>();
        var invoking = api.InvokeAsync(new MemoryStream(functionEvent));
        var start = Clocks.Wall();
        using var process = Process.Start(settings)!;
        try
        {
            process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data);
            process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await Task.WhenAny(invoking, process.WaitForExitAsync()).WaitAsync(_patience, TimeProvider.System);
            var took = Clocks.Wall() - start;
            var answer = invoking.IsCompletedSuccessfully ? await new StreamReader(await invoking).ReadToEndAsync() : "none";
            if (answer != """{"batchItemFailures":[]}""")
                throw new InvalidOperationException($"{string.Join(' ', command)} answered {answer}:\n{string.Join('\n', lines)}");
            return new FunctionStart(took.TotalMilliseconds, PeakOf(process));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("AWS_", StringComparison.Ordinal) || name.StartsWith("Cdc__", StringComparison.Ordinal);

    private static double? PeakOf(Process process)
    {
        if (!OperatingSystem.IsLinux()) return null;
        // VmHWM:     17012 kB
        var line = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
