using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cdc.Core;
using Cdc.Testing;
using OrdersDemo.Feed;

namespace OrdersDemo.Tests.Page;

/// <summary>What the page's server answers, on an emulator that is not the built-in one.</summary>
public sealed class DemoPageHttpTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly LocalAws _aws = new();
    private LocalAwsServer _server = null!;
    private DemoChain _chain = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(_aws);
        _chain = await DemoChain.StartAsync(new DemoOptions { Port = 0, EndpointUrl = _server.Url, Smoke = true }, CancellationToken.None);
        _http = new HttpClient { BaseAddress = _chain.ApiUrl, Timeout = _patience };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _chain.DisposeAsync();
        await _server.DisposeAsync();
        _aws.Dispose();
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/demo.css", "text/css")]
    [InlineData("/demo.js", "text/javascript")]
    public async Task Get_Asset_ComesFromHereAndLoadsNothingFromElsewhere(string path, string type)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be(type);
        answer.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'");
        (await answer.Content.ReadAsStringAsync()).Should().NotContain("//cdn").And.NotContain("http://").And.NotContain("https://");
    }

    public static TheoryData<string, string> Paths => new() { { "GET", "/" }, { "GET", "/events" }, { "GET", "/orders" }, { "POST", "/orders" }, { "PUT", "/faults/x" }, { "POST", "/dead-letters/redrive" } };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Request_UnderAForeignName_IsRefused(string method, string path)
    {
        foreach (var host in new[] { "evil.example", $"evil.example:{_chain.ApiUrl.Port}", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "0.0.0.0" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Host = host } };
            using var answer = await _http.SendAsync(request);

            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, host);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Request_OfAForeignPage_IsRefused(string method, string path)
    {
        foreach (var origin in new[] { "https://evil.example", "null", "http://127.0.0.1", "http://localhost:1", $"https://127.0.0.1:{_chain.ApiUrl.Port}" })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using var answer = await _http.SendAsync(request);

            answer.StatusCode.Should().Be(HttpStatusCode.Forbidden, origin);
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    public async Task Request_OfItsOwnPage_IsServed(string name)
    {
        var host = $"{name}:{_chain.ApiUrl.Port}";
        using var request = new HttpRequestMessage(HttpMethod.Put, "/faults/flood") { Headers = { Host = host }, Content = JsonContent.Create(new { on = true }) };
        request.Headers.TryAddWithoutValidation("Origin", $"http://{host}");
        using var answer = await _http.SendAsync(request);

        (await DetailAsync(answer)).Should().Be("There is no fault 'flood'.");
    }

    [Fact]
    public async Task Events_OnAnotherEmulator_SayWhichFaultsCannotBeSwitched()
    {
        using var reader = new StreamReader(await _http.GetStreamAsync(new Uri("/events", UriKind.Relative)));

        var faults = JsonNode.Parse(await ReadEventAsync(reader, "faults"))!.AsArray();

        faults.Where(fault => fault!["unavailable"] is not null).Select(fault => fault!["name"]!.GetValue<string>()).Should().Equal("throttle-sns", "deliver-twice");
        faults.Should().OnlyContain(fault => !fault!["on"]!.GetValue<bool>());
    }

    [Fact]
    public async Task PutFault_ThatCannotBeSwitched_IsAConflict()
    {
        using var answer = await _http.PutAsJsonAsync("/faults/throttle-sns", new { on = true });

        answer.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await DetailAsync(answer)).Should().Be("Only the built-in AWS has this fault.");
    }

    [Fact]
    public async Task PutFault_Unknown_IsNotFound()
    {
        using var answer = await _http.PutAsJsonAsync("/faults/flood", new { on = true });

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await DetailAsync(answer)).Should().Be("There is no fault 'flood'.");
    }

    [Fact]
    public async Task PutFault_NotAsJson_IsRefusedSoThatNoOtherSitesFormCanSendIt()
    {
        using var body = new StringContent("""{"on":true}""", Encoding.UTF8, "text/plain");
        using var answer = await _http.PutAsync(new Uri("/faults/fail-handler", UriKind.Relative), body);

        answer.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task PutFault_KillAndStart_SwitchesTheListenerEachTimeOnce()
    {
        foreach (var on in new[] { true, true, false, false })
        {
            using var answer = await _http.PutAsJsonAsync("/faults/kill-listener", new { on });

            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            var faults = (await answer.Content.ReadFromJsonAsync<JsonArray>())!;
            faults.Single(fault => fault!["name"]!.GetValue<string>() == "kill-listener")!["on"]!.GetValue<bool>().Should().Be(on);
        }
    }

    [Fact]
    public async Task Events_PageThatStopsReading_HoldsUpNeitherOtherPagesNorTheEnd()
    {
        using var stuck = await _http.GetStreamAsync(new Uri("/events", UriKind.Relative));
        // More than the buffers between the two take.
        _chain.Feed.Note(new ChangeKey("o-1", ChangeOperation.Insert, "e-1"), change => change.Envelope = new string('x', 20_000_000));
        using var reader = new StreamReader(await _http.GetStreamAsync(new Uri("/events", UriKind.Relative)));

        var changes = JsonNode.Parse(await ReadEventAsync(reader, "changes"))!.AsArray();
        await _chain.DisposeAsync().AsTask().WaitAsync(_patience, TimeProvider.System);

        changes.Should().ContainSingle().Which!["orderId"]!.GetValue<string>().Should().Be("o-1");
    }

    [Fact]
    public async Task Stop_WithAPageOpen_DoesNotWaitForIt()
    {
        using var reader = new StreamReader(await _http.GetStreamAsync(new Uri("/events", UriKind.Relative)));
        await ReadEventAsync(reader, "place");

        await _chain.DisposeAsync();

        // The stream ends by itself; one that is cut off throws.
        await reader.ReadToEndAsync();
    }

    private static async Task<string> ReadEventAsync(StreamReader reader, string type)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == $"event: {type}") return (await reader.ReadLineAsync())!["data: ".Length..];
        }

        throw new EndOfStreamException($"There was no event '{type}'.");
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!.GetValue<string>();
}
