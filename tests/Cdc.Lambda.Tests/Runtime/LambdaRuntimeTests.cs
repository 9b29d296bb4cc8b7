using System.Collections.Concurrent;
using System.Diagnostics;
using Cdc.Core;
using Cdc.Lambda.Runtime;
using Cdc.Testing;
using static Cdc.Lambda.Tests.Runtime.RunningFunction;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>What the runtime takes from its environment, and how it starts.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class LambdaRuntimeTests : IDisposable
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";
    private const string Trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    private readonly string? _traceBefore = Environment.GetEnvironmentVariable(TraceVariable);

    public LambdaRuntimeTests() => Environment.SetEnvironmentVariable(TraceVariable, null);

    public void Dispose() => Environment.SetEnvironmentVariable(TraceVariable, _traceBefore);

    [Fact]
    public async Task Run_NoRuntimeApi_SaysWhereLambdaSetsIt()
    {
        using var environment = new ProcessEnvironment();

        await FluentActions.Awaiting(() => LambdaRuntime.RunAsync((_, _) => throw new InvalidOperationException()))
            .Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("AWS_LAMBDA_RUNTIME_API is not set.*dotnet10*assembly's name*provided.al2023*bootstrap*LocalLambdaRuntimeApi*");
    }

    [Theory]
    [InlineData("http://host:1")]
    [InlineData("host:1//Orders")]
    [InlineData("host:port")]
    [InlineData("host:1?a=b")]
    [InlineData("host:1#a")]
    public async Task Run_AddressThatIsNone_ShowsIt(string address)
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", address));

        await FluentActions.Awaiting(() => LambdaRuntime.RunAsync((functionEvent, _) => Task.FromResult(functionEvent)))
            .Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage($"*'{address}'*");
    }

    [Theory]
    [InlineData("127.0.0.1:5050/OrdersFn", "http://127.0.0.1:5050/OrdersFn/2018-06-01/runtime/")]
    [InlineData("localhost:5050/OrdersFn/", "http://localhost:5050/OrdersFn/2018-06-01/runtime/")]
    [InlineData("localhost:5050/a/b", "http://localhost:5050/a/b/2018-06-01/runtime/")]
    [InlineData("[::1]:9001", "http://[::1]:9001/2018-06-01/runtime/")]
    public void Read_AddressWithAPath_KeepsIt(string address, string url)
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", address));

        RuntimeEnvironment.Read().Address.Should().Be(new Uri(url));
    }

    // As AWS's Lambda Test Tool serves several functions at one port.
    [Fact]
    public async Task Run_AddressWithAPath_AsksAndAnswersBelowIt()
    {
        await using var api = await StubRuntimeApi.StartAsync((request, number) => !request.Name.StartsWith("GET", StringComparison.Ordinal) ? 202 : number < 2 ? 200 : 500);
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", $"{api.Address}/OrdersFn"));

        await FluentActions.Awaiting(() => LambdaRuntime.RunAsync((functionEvent, invocation) =>
            api.Requests.Count == 1 ? Task.FromResult(functionEvent) : throw new TimeoutException())).Should().ThrowExactlyAsync<HttpRequestException>();

        api.Requests.Select(request => request.Name).Should().Equal(
            "GET /OrdersFninvocation/next", "POST /OrdersFninvocation/r-1/response", "GET /OrdersFninvocation/next");
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("0", 1)]
    [InlineData("many", 1)]
    [InlineData("1", 1)]
    [InlineData("16", 16)]
    public void Read_MaxConcurrency_IsTheNumberOfLoops(string? value, int loops)
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"), ("AWS_LAMBDA_MAX_CONCURRENCY", value));

        RuntimeEnvironment.Read().Should().Be(new RuntimeEnvironment(new Uri("http://127.0.0.1:9001/2018-06-01/runtime/"), loops));
    }

    [Fact]
    public async Task Run_LambdaHandler_IsServedAndToldItsTimeLeft()
    {
        await using var api = await LocalLambdaRuntimeApi.StartAsync(new LocalLambdaRuntimeApiOptions { FunctionTimeout = TimeSpan.FromMinutes(10) });
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", api.Address));
        var handler = new Handler();
        var running = LambdaRuntime.RunAsync(() => handler);

        (await ReadAsync(await api.InvokeAsync(Text("event")))).Should().Be("event");

        handler.TimeLeft.Should().BeGreaterThan(TimeSpan.FromMinutes(5)).And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(10));
        await EndAsync(api, running);
    }

    [Fact]
    public async Task Run_HandlerOfTheEventAlone_IsServed()
    {
        await using var api = await LocalLambdaRuntimeApi.StartAsync();
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", api.Address));
        var running = LambdaRuntime.RunAsync(async (functionEvent, _) => Text(await ReadAsync(functionEvent) + "!"));

        (await ReadAsync(await api.InvokeAsync(Text("event")))).Should().Be("event!");
        await EndAsync(api, running);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        await using var api = await LocalLambdaRuntimeApi.StartAsync();
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", api.Address));
        using var stopping = new CancellationTokenSource();
        var running = LambdaRuntime.RunAsync((functionEvent, _) => Task.FromResult(functionEvent), stopping.Token);
        await api.InvokeAsync(Text(""));

        await stopping.CancelAsync();

        await running;
    }

    [Fact]
    public async Task Run_HandlerCannotBeMade_ReportsAFailedStartAndThrows()
    {
        await using var api = await LocalLambdaRuntimeApi.StartAsync();
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", api.Address));
        var waiting = api.InvokeAsync(Text(""));

        await FluentActions.Awaiting(() => LambdaRuntime.RunAsync((Func<ILambdaHandler>)(() => throw new TimeoutException("No topic."))))
            .Should().ThrowExactlyAsync<TimeoutException>().WithMessage("No topic.");

        (await FluentActions.Awaiting(() => waiting).Should().ThrowExactlyAsync<LambdaFunctionException>().WithMessage("No topic."))
            .Which.ErrorType.Should().Be(nameof(TimeoutException));
    }

    [Fact]
    public async Task Run_HandlerCannotBeMadeAndNobodyListens_ThrowsBoth()
    {
        using var deaf = new DeafAddress();
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_RUNTIME_API", deaf.ToString()));

        (await FluentActions.Awaiting(() => LambdaRuntime.RunAsync((Func<ILambdaHandler>)(() => throw new TimeoutException("No topic."))))
            .Should().ThrowExactlyAsync<AggregateException>())
            .Which.InnerExceptions.Should().SatisfyRespectively(
                first => first.Should().BeOfType<TimeoutException>(), second => second.Should().BeOfType<HttpRequestException>());
    }

    [Fact]
    public async Task Run_OneAtATime_SetsTheTraceOfEach()
    {
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(Text(Environment.GetEnvironmentVariable(TraceVariable) ?? "none")));

        (await ReadAsync(await function.Api.InvokeAsync(Text(""), Trace))).Should().Be(Trace);
        (await ReadAsync(await function.Api.InvokeAsync(Text(""), null))).Should().Be("none");
    }

    [Fact]
    public async Task Run_Several_LeavesTheProcesssTraceAlone()
    {
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(Text(Environment.GetEnvironmentVariable(TraceVariable) ?? "none")), loops: 2);

        (await ReadAsync(await function.Api.InvokeAsync(Text(""), Trace))).Should().Be("none");
    }

    [Fact]
    public async Task Run_SomebodyListens_EachInvocationIsAnActivityOfItsTrace()
    {
        var ended = new List<Activity>();
        using var listener = Listen(ended.Add);
        await using (var function = await StartAsync((_, _) => Activity.Current is null ? throw new InvalidOperationException() : throw new TimeoutException(), loops: 2))
        {
            (await function.Awaiting(f => f.Api.InvokeAsync(Text(""), Trace)).Should().ThrowExactlyAsync<LambdaFunctionException>())
                .Which.ErrorType.Should().Be(nameof(TimeoutException), "the handler runs in the activity");
        }

        var activity = ended.Should().ContainSingle().Which;
        activity.OperationName.Should().Be("invoke");
        activity.Kind.Should().Be(ActivityKind.Server);
        activity.TraceId.ToHexString().Should().Be("5759e988bd862e3fe1be46a994272793");
        activity.ParentSpanId.ToHexString().Should().Be("53995c3f42cd8ad8");
        activity.Status.Should().Be(ActivityStatusCode.Error);
        activity.GetTagItem("faas.invocation_id").Should().NotBeNull();
    }

    [Fact]
    public async Task Run_SomebodyListens_TheActivityEndsBeforeTheAnswerIsSent()
    {
        var (ended, endedBefore) = (0, -1);
        using var listener = Listen(_ => ended++);
        await using var function = await StartAsync((_, _) => Task.FromResult<Stream>(new AnswerStream([1]) { OnRead = () => endedBefore = ended }));

        await function.Api.InvokeAsync(Text(""), Trace);

        endedBefore.Should().Be(1);
    }

    [Fact]
    public async Task Run_ListenerThrows_AnswersAndServesTheNext()
    {
        using var listener = Listen(_ => throw new TimeoutException("The exporter's."));
        await using var function = await StartAsync((functionEvent, _) => Task.FromResult(functionEvent));

        (await function.InvokeAsync("a")).Should().Be("a");
        (await function.InvokeAsync("b")).Should().Be("b");

        function.Log.ToString().Should().Contain("LambdaRuntime[1104] The end of the activity of invocation").And.Contain("The exporter's.");
    }

    [Fact]
    public async Task Run_Invocation_IsTheCurrentOneOfWhatItsHandlerCalls()
    {
        var (seen, entered) = (new ConcurrentBag<bool>(), 0);
        var both = new TaskCompletionSource();
        await using var function = await StartAsync(
            async (functionEvent, invocation) =>
            {
                if (Interlocked.Increment(ref entered) == 2) both.SetResult();
                seen.Add(ReferenceEquals(LambdaInvocation.Current, invocation));
                await both.Task;
                seen.Add(await Task.Run(() => ReferenceEquals(LambdaInvocation.Current, invocation)));
                return functionEvent;
            },
            loops: 2);

        await Task.WhenAll(function.InvokeAsync("a"), function.InvokeAsync("b"));

        seen.Should().HaveCount(4).And.AllBeEquivalentTo(true);
        LambdaInvocation.Current.Should().BeNull();
    }

    private static ActivityListener Listen(Action<Activity> ended)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cdc.Lambda",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>The closed Runtime API answers 500, and the runtime ends.</summary>
    private static async Task EndAsync(LocalLambdaRuntimeApi api, Task running)
    {
        await api.DisposeAsync();
        await FluentActions.Awaiting(() => running).Should().ThrowExactlyAsync<HttpRequestException>();
    }

    private sealed class Handler : ILambdaHandler
    {
        public TimeSpan TimeLeft { get; private set; }

        public Task<Stream> InvokeAsync(Stream functionEvent, LambdaInvocation invocation)
        {
            TimeLeft = invocation.GetTimeLeft();
            return Task.FromResult(functionEvent);
        }
    }
}
