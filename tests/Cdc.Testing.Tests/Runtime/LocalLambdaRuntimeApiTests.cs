using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.Runtime;

/// <summary>The Runtime API as a function sees it, and the invocations as their caller does.</summary>
public sealed class LocalLambdaRuntimeApiTests : IAsyncLifetime
{
    private const int Limit = (6 * 1024 * 1024) + 100;

    private static readonly DateTimeOffset _now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(_now);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private LocalLambdaRuntimeApi _api = null!;

    public async Task InitializeAsync()
    {
        _api = await LocalLambdaRuntimeApi.StartAsync(new LocalLambdaRuntimeApiOptions { TimeProvider = _time, FunctionTimeout = TimeSpan.FromSeconds(3), FunctionArn = "arn:f" });
        _http.BaseAddress = new Uri($"http://{_api.Address}/2018-06-01/runtime/");
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Next_Invocation_HasLambdasHeadersAndTheEvent()
    {
        _ = _api.InvokeAsync(Text("""{"a":1}"""), "Root=1-2-3");

        using var next = await NextAsync();

        next.StatusCode.Should().Be(HttpStatusCode.OK);
        (await next.Content.ReadAsStringAsync()).Should().Be("""{"a":1}""");
        next.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        Guid.TryParse(Header(next, "Lambda-Runtime-Aws-Request-Id"), out _).Should().BeTrue();
        Guid.TryParse(Header(next, "Lambda-Runtime-Invocation-Id"), out _).Should().BeTrue();
        Header(next, "Lambda-Runtime-Deadline-Ms").Should().Be(_now.AddSeconds(3).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Header(next, "Lambda-Runtime-Invoked-Function-Arn").Should().Be("arn:f");
        Header(next, "Lambda-Runtime-Trace-Id").Should().Be("Root=1-2-3");
    }

    [Fact]
    public async Task Next_NoTraceGiven_SaysNotSampled()
    {
        _ = _api.InvokeAsync(Text(""));

        using var next = await NextAsync();

        Header(next, "Lambda-Runtime-Trace-Id").Should().MatchRegex("^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$");
    }

    [Fact]
    public async Task Next_BeforeTheInvocation_WaitsForIt()
    {
        var asking = NextAsync();
        var invoking = _api.InvokeAsync(Text("event"));

        using var next = await asking;
        await PostAsync($"invocation/{IdOf(next)}/response", "answer");

        (await ReadAsync(invoking)).Should().Be("answer");
    }

    [Fact]
    public async Task Next_TwoAsk_EachGetsOneInTheOrderOfTheCalls()
    {
        var invoking = new[] { _api.InvokeAsync(Text("a")), _api.InvokeAsync(Text("b")) };

        using var first = await NextAsync();
        using var second = await NextAsync();

        (await first.Content.ReadAsStringAsync()).Should().Be("a");
        (await second.Content.ReadAsStringAsync()).Should().Be("b");
        await PostAsync($"invocation/{IdOf(second)}/response", "B");
        await PostAsync($"invocation/{IdOf(first)}/response", "A");
        (await ReadAsync(invoking[0])).Should().Be("A");
        (await ReadAsync(invoking[1])).Should().Be("B");
    }

    [Fact]
    public async Task Response_InvocationUnderWay_Is202AndEndsIt()
    {
        var (invoking, id) = await TakeAsync();

        using var response = await PostAsync($"invocation/{id}/response", "answer");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"status":"OK"}""");
        (await ReadAsync(invoking)).Should().Be("answer");
    }

    [Theory]
    [InlineData("response")]
    [InlineData("error")]
    public async Task Post_UnknownRequest_Is400(string what)
    {
        using var response = await PostAsync($"invocation/nobody/{what}", "{}");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""");
    }

    [Theory]
    [InlineData("response")]
    [InlineData("error")]
    public async Task Post_SecondAnswer_Is400AndChangesNothing(string what)
    {
        var (invoking, id) = await TakeAsync();
        await PostAsync($"invocation/{id}/response", "first");

        using var second = await PostAsync($"invocation/{id}/{what}", "second");

        second.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(invoking)).Should().Be("first");
    }

    [Fact]
    public async Task Response_AtTheLimit_IsTaken()
    {
        var (invoking, id) = await TakeAsync();

        (await PostAsync($"invocation/{id}/response", new string('a', Limit))).StatusCode.Should().Be(HttpStatusCode.Accepted);

        (await invoking).Length.Should().Be(Limit);
    }

    [Fact]
    public async Task Response_AboveTheLimit_Is413AndFailsTheInvocation()
    {
        var (invoking, id) = await TakeAsync();

        using var response = await PostAsync($"invocation/{id}/response", new string('a', Limit + 1));

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).Should().Contain("RequestEntityTooLarge");
        (await FailureAsync(invoking)).ErrorType.Should().Be("Function.ResponseSizeTooLarge");
        (await PostAsync($"invocation/{id}/response", "less")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("error")]
    [InlineData("response")]
    public async Task Post_AboveTheLimitForNobody_IsRefused(string what)
    {
        using var response = await PostAsync($"invocation/nobody/{what}", new string('a', Limit + 1));

        response.StatusCode.Should().Be(what == "error" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Response_CutOffInItsMiddle_LeavesTheInvocationOpen()
    {
        var (invoking, id) = await TakeAsync();
        using (var broken = new TcpClient())
        {
            await broken.ConnectAsync(IPEndPoint.Parse(_api.Address));
            await broken.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"));
        }

        using var error = await PostAsync($"invocation/{id}/error", """{"errorMessage":"It broke."}""");

        error.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await FailureAsync(invoking)).Message.Should().Be("It broke.");
    }

    [Theory]
    [InlineData("""{"errorMessage":"m","errorType":"Body","stackTrace":["one","two"]}""", "Header", "Body", "m", 2)]
    [InlineData("""{"errorMessage":"m"}""", "Header", "Header", "m", 0)]
    [InlineData("""{"errorMessage":1,"errorType":[],"stackTrace":{}}""", "Header", "Header", "", 0)]
    [InlineData("""[1]""", "Header", "Header", "[1]", 0)]
    [InlineData("no JSON", "Header", "Header", "no JSON", 0)]
    [InlineData("", null, "Runtime.Unknown", "", 0)]
    public async Task Error_AnyBody_FailsTheInvocationWithWhatItSays(string body, string? header, string type, string message, int lines)
    {
        var (invoking, id) = await TakeAsync();

        using var response = await PostAsync($"invocation/{id}/error", body, header);

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var failure = await FailureAsync(invoking);
        failure.ErrorType.Should().Be(type);
        failure.Message.Should().Be(message);
        failure.FunctionStackTrace.Should().HaveCount(lines);
    }

    [Fact]
    public async Task InitError_FailsWhatWaitsAndWhatComes_UntilAFunctionAsks()
    {
        var waiting = _api.InvokeAsync(Text(""));

        using var response = await PostAsync("init/error", """{"errorMessage":"No topic.","errorType":"OptionsValidationException","stackTrace":[]}""");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await FailureAsync(waiting)).Message.Should().Be("No topic.");
        (await FailureAsync(_api.InvokeAsync(Text("")))).ErrorType.Should().Be("OptionsValidationException");

        var asking = NextAsync();
        var afterwards = await UntilAskedAsync();
        using var next = await asking;
        await PostAsync($"invocation/{IdOf(next)}/response", "good");
        (await ReadAsync(afterwards)).Should().Be("good");
    }

    [Fact]
    public async Task Invoke_FunctionExceedsItsTimeout_FailsAndALateAnswerIs410()
    {
        var (invoking, id) = await TakeAsync();

        _time.Advance(TimeSpan.FromSeconds(3));

        var failure = await FailureAsync(invoking);
        failure.ErrorType.Should().Be("Sandbox.Timedout");
        failure.Message.Should().Be($"RequestId: {id} Error: Task timed out after 3.00 seconds");
        using var late = await PostAsync($"invocation/{id}/response", "late");
        late.StatusCode.Should().Be(HttpStatusCode.Gone);
        (await late.Content.ReadAsStringAsync()).Should().Be("""{"errorMessage":"Invoke timeout","errorType":"InvokeTimeout"}""");
    }

    [Fact]
    public async Task Invoke_NoFunctionAsks_FailsAfterTheTimeout()
    {
        var invoking = _api.InvokeAsync(Text(""));

        _time.Advance(TimeSpan.FromSeconds(3));

        (await FailureAsync(invoking)).Message.Should().EndWith("No function asked for it after 3.00 seconds");
    }

    [Fact]
    public async Task Invoke_TakenLate_HasItsWholeTimeout()
    {
        var invoking = _api.InvokeAsync(Text(""));
        _time.Advance(TimeSpan.FromSeconds(2));
        using var next = await NextAsync();
        _time.Advance(TimeSpan.FromSeconds(2));

        using var response = await PostAsync($"invocation/{IdOf(next)}/response", "in time");

        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        Header(next, "Lambda-Runtime-Deadline-Ms").Should().Be(_now.AddSeconds(5).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        (await ReadAsync(invoking)).Should().Be("in time");
    }

    [Fact]
    public async Task Invoke_EventAboveTheLimit_Throws() =>
        await _api.Awaiting(api => api.InvokeAsync(new MemoryStream(new byte[Limit + 1]))).Should().ThrowExactlyAsync<ArgumentException>().WithMessage($"*{Limit + 1}*");

    [Fact]
    public async Task Invoke_Cancelled_StopsWaiting()
    {
        using var cancelled = new CancellationTokenSource();
        var invoking = _api.InvokeAsync(Text(""), null, cancelled.Token);

        await cancelled.CancelAsync();

        await FluentActions.Awaiting(() => invoking).Should().ThrowExactlyAsync<TaskCanceledException>();
    }

    [Fact]
    public async Task Dispose_EndsEverything()
    {
        var (underWay, _) = await TakeAsync();
        var asking = NextAsync();
        var waiting = await UntilTakenAsync(asking);

        await _api.DisposeAsync();

        await FluentActions.Awaiting(() => underWay).Should().ThrowExactlyAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(() => waiting).Should().ThrowExactlyAsync<ObjectDisposedException>();
        await _api.Awaiting(api => api.InvokeAsync(Text(""))).Should().ThrowExactlyAsync<ObjectDisposedException>();
    }

    [Theory]
    [InlineData("GET", "invocation/abc/response")]
    [InlineData("POST", "invocation/next")]
    [InlineData("GET", "../../2015-01-01/runtime/invocation/next")]
    [InlineData("POST", "restore/error")]
    public async Task Request_OfAnotherKind_Is404(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await _http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(0.999)]
    [InlineData(900.001)]
    public async Task Start_TimeoutOutOfItsRange_Throws(double seconds) =>
        await FluentActions.Awaiting(() => LocalLambdaRuntimeApi.StartAsync(new LocalLambdaRuntimeApiOptions { FunctionTimeout = TimeSpan.FromSeconds(seconds) }))
            .Should().ThrowExactlyAsync<ArgumentOutOfRangeException>();

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<string> ReadAsync(Task<Stream> answer) => await new StreamReader(await answer).ReadToEndAsync();

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static string IdOf(HttpResponseMessage next) => Header(next, "Lambda-Runtime-Aws-Request-Id");

    private static async Task<LambdaFunctionException> FailureAsync(Task<Stream> invoking) =>
        (await FluentActions.Awaiting(() => invoking).Should().ThrowExactlyAsync<LambdaFunctionException>()).Which;

    private Task<HttpResponseMessage> NextAsync() => _http.GetAsync("invocation/next");

    private async Task<(Task<Stream> Invoking, string RequestId)> TakeAsync()
    {
        var invoking = _api.InvokeAsync(Text(""));
        using var next = await NextAsync();
        return (invoking, IdOf(next));
    }

    /// <summary>Invokes until a function's question has arrived: until then the failed start is what comes back.</summary>
    private async Task<Task<Stream>> UntilAskedAsync()
    {
        Task<Stream> invoking = null!;
        await HangGuard.UntilAsync(() => !(invoking = _api.InvokeAsync(Text(""))).IsFaulted);
        return invoking;
    }

    /// <summary>Lets a function take an invocation, and leaves another one waiting.</summary>
    private async Task<Task<Stream>> UntilTakenAsync(Task<HttpResponseMessage> asking)
    {
        _ = _api.InvokeAsync(Text(""));
        using var taken = await asking;
        return _api.InvokeAsync(Text(""));
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body, string? errorType = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        if (errorType is not null) request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        return _http.SendAsync(request);
    }
}
