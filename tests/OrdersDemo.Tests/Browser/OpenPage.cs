using OrdersDemo.Tests.Processes;

namespace OrdersDemo.Tests.Browser;

/// <summary>A demo of its own, and a browser that is on its page.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly DemoProcess _demo;

    private OpenPage(DemoProcess demo, Chromium browser) => (_demo, Browser) = (demo, browser);

    public Chromium Browser { get; }

    public static async Task<OpenPage> OpenAsync(string arguments, (string Name, string Value)[] environment)
    {
        var demo = new DemoProcess(arguments, environment);
        try
        {
            var banner = await demo.ReadUntilAsync("Ctrl-C stops.");
            var url = banner.Single(line => line.TrimStart().StartsWith("watch it ", StringComparison.Ordinal)).Split(' ')[^1];
            var browser = await Chromium.StartAsync();
            var page = new OpenPage(demo, browser);
            await browser.GoToAsync(new Uri(url));
            await browser.WaitForAsync("document.getElementById('connection').classList.contains('on') && document.getElementById('fault-kill-listener')");
            return page;
        }
        catch
        {
            demo.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _demo.Dispose();
    }
}
