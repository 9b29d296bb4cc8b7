using Cdc.Tests.Emulators;

namespace Cdc.Tests.Backends;

/// <summary>An emulator that the first test which needs it starts, and that ends with the tests.</summary>
internal sealed class SharedEmulator(Func<Task<EmulatorProcess>> start)
{
    private readonly Lazy<Task<EmulatorProcess>> _process = new(async () =>
    {
        var process = await start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Dispose();
        return process;
    });

    public async Task<Uri> UrlAsync() => (await _process.Value).Url;
}
