using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace OrdersDemo.Tests.Browser;

/// <summary>A headless Chromium, driven over the W3C WebDriver protocol.</summary>
/// <remarks><see href="https://www.w3.org/TR/webdriver2/"/></remarks>
internal sealed class Chromium : IAsyncDisposable
{
    private const string ElementKey = "element-6066-11e4-a52e-4f735466cecf";

    private static readonly string[] _flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1440,1200",
    ];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan _checkEvery = TimeSpan.FromMilliseconds(50);

    private readonly Process _driver;
    private readonly HttpClient _http;
    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("orders-demo-browser-");
    private string _session = "";

    private Chromium(Process driver, int port)
    {
        _driver = driver;
        // Nothing of the environment's proxies: the driver is on this machine.
        _http = new HttpClient(new HttpClientHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = _patience };
    }

    /// <summary>Whether chromedriver is on PATH.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "chromedriver.exe" : "chromedriver")));

    public static async Task<Chromium> StartAsync(params string[] flags)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("chromedriver", [$"--port={port}", "--log-level=OFF"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var driver = Process.Start(start)!;
        // Whatever it says is read and dropped, so that it never waits for a reader.
        driver.OutputDataReceived += (_, _) => { };
        driver.ErrorDataReceived += (_, _) => { };
        driver.BeginOutputReadLine();
        driver.BeginErrorReadLine();
        var browser = new Chromium(driver, port);
        try
        {
            await WaitAsync("chromedriver is ready", browser.IsReadyAsync);
            await browser.OpenSessionAsync(flags);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public Task GoToAsync(Uri url) => PostAsync("url", new JsonObject { ["url"] = url.ToString() });

    /// <summary>Runs a function's body in the page and gives what it returns.</summary>
    public Task<JsonNode?> RunAsync(string script) => PostAsync("execute/sync", new JsonObject { ["script"] = script, ["args"] = new JsonArray() });

    /// <summary>Runs an expression in the page until it is true.</summary>
    public Task WaitForAsync(string expression) =>
        WaitAsync(expression, async () => (await RunAsync($"return !!({expression});"))!.GetValue<bool>());

    public async Task ClickAsync(string selector) => await PostAsync($"element/{await FindAsync(selector)}/click", []);

    /// <summary>Replaces the text of a field, as a user does.</summary>
    public async Task FillAsync(string selector, string text)
    {
        var element = await FindAsync(selector);
        await PostAsync($"element/{element}/clear", []);
        await PostAsync($"element/{element}/value", new JsonObject { ["text"] = text });
    }

    /// <summary>Types keys wherever the focus is.</summary>
    public Task PressAsync(string keys)
    {
        var actions = new JsonArray();
        foreach (var key in keys)
        {
            actions.Add(new JsonObject { ["type"] = "keyDown", ["value"] = key.ToString() });
            actions.Add(new JsonObject { ["type"] = "keyUp", ["value"] = key.ToString() });
        }

        return PostAsync("actions", new JsonObject { ["actions"] = new JsonArray(new JsonObject { ["type"] = "key", ["id"] = "keyboard", ["actions"] = actions }) });
    }

    public Task SizeAsync(int width, int height) => PostAsync("window/rect", new JsonObject { ["width"] = width, ["height"] = height });

    public async Task<byte[]> ScreenshotAsync()
    {
        var answer = await _http.GetFromJsonAsync<JsonObject>($"session/{_session}/screenshot");
        return Convert.FromBase64String(answer!["value"]!.GetValue<string>());
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // The driver then ends the browser, and both let go of the profile.
            if (_session.Length > 0) (await _http.DeleteAsync(new Uri($"session/{_session}", UriKind.Relative))).Dispose();
        }
        finally
        {
            if (!_driver.HasExited)
            {
                _driver.Kill(entireProcessTree: true);
                await _driver.WaitForExitAsync();
            }

            _driver.Dispose();
            _http.Dispose();
            _profile.Delete(recursive: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task WaitAsync(string what, Func<Task<bool>> isSo)
    {
        using var enough = new CancellationTokenSource(_patience, TimeProvider.System);
        while (!await isSo())
        {
            if (enough.IsCancellationRequested) throw new TimeoutException($"It never came to be that {what}.");
            await Task.Delay(_checkEvery, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            var status = await _http.GetFromJsonAsync<JsonObject>("status");
            return status!["value"]!["ready"]!.GetValue<bool>();
        }
        catch (HttpRequestException) when (!_driver.HasExited)
        {
            return false;
        }
    }

    private async Task OpenSessionAsync(string[] flags)
    {
        var arguments = new JsonArray([.. _flags.Concat(flags).Append($"--user-data-dir={_profile.FullName}").Select(flag => JsonValue.Create(flag))]);
        var capabilities = new JsonObject
        {
            ["capabilities"] = new JsonObject
            {
                ["alwaysMatch"] = new JsonObject { ["browserName"] = "chrome", ["goog:chromeOptions"] = new JsonObject { ["args"] = arguments } },
            },
        };
        _session = (await SendAsync("session", capabilities))!["sessionId"]!.GetValue<string>();
    }

    private async Task<string> FindAsync(string selector)
    {
        var found = await PostAsync("element", new JsonObject { ["using"] = "css selector", ["value"] = selector });
        return found![ElementKey]!.GetValue<string>();
    }

    private Task<JsonNode?> PostAsync(string command, JsonObject body) => SendAsync($"session/{_session}/{command}", body);

    private async Task<JsonNode?> SendAsync(string url, JsonObject body)
    {
        // Of a length that is known: the driver takes no chunks.
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(url, UriKind.Relative), content);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(answer)!["value"]
            : throw new InvalidOperationException($"chromedriver answered {(int)response.StatusCode}: {answer}");
    }
}
