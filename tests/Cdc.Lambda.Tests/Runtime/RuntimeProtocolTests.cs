using System.Net;
using Cdc.Core;
using Cdc.Lambda.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using static Cdc.Lambda.Tests.Runtime.RunningFunction;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>What goes over the wire, and what ends the loop.</summary>
public sealed class RuntimeProtocolTests
{
    private const string Next = "GET invocation/next";
    private const string Response = "POST invocation/r-1/response";
    private const string Error = "POST invocation/r-1/error";

    [Fact]
    public async Task Run_Answer_GoesOutAsJsonWithItsLengthAndTheInvocationsId()
    {
        await using var api = await ServeOneAsync();

        await EndAsync(api, (_, _) => Task.FromResult<Stream>(Text("""{"a":1}""")));

        var response = api.Requests.Single(request => request.Name == Response);
        response.Body.Should().Be("""{"a":1}""");
        response.Headers["Content-Type"].Should().Be("application/json");
        response.Headers["Content-Length"].Should().Be("7");
        response.Headers["Lambda-Runtime-Invocation-Id"].Should().Be("i-1");
        response.Headers.Should().NotContainKey("Lambda-Runtime-Function-Error-Type");
    }

    [Fact]
    public async Task Run_AnswerOfUnknownLength_GoesOutInChunks()
    {
        await using var api = await ServeOneAsync();

        await EndAsync(api, (_, _) => Task.FromResult<Stream>(new AnswerStream("{}"u8.ToArray())));

        var response = api.Requests.Single(request => request.Name == Response);
        response.Body.Should().Be("{}");
        response.Headers["Transfer-Encoding"].Should().Be("chunked");
    }

    [Fact]
    public async Task Run_HandlerThrows_ErrorGoesOutInLambdasForm()
    {
        await using var api = await ServeOneAsync();

        await EndAsync(api, (_, _) => Task.FromException<Stream>(new TimeoutException("Too \"late\".")));

        var error = api.Requests.Single(request => request.Name == Error);
        error.Body.Should().Be("""{"errorMessage":"Too \u0022late\u0022.","errorType":"TimeoutException","stackTrace":[STACK]}""".Replace("STACK", StackOf(error.Body), StringComparison.Ordinal));
        error.Headers["Content-Type"].Should().Be("application/vnd.aws.lambda.error+json");
        error.Headers["Lambda-Runtime-Function-Error-Type"].Should().Be("TimeoutException");
        error.Headers["Lambda-Runtime-Invocation-Id"].Should().Be("i-1");
    }

    [Fact]
    public async Task Run_ExceptionWhoseNameIsNotAscii_StillGoesOut()
    {
        await using var api = await ServeOneAsync();

        await EndAsync(api, (_, _) => throw new ÄrgerException());

        api.Requests.Single(request => request.Name == Error).Headers["Lambda-Runtime-Function-Error-Type"].Should().Be("Exception");
    }

    [Fact]
    public async Task Run_ManyInvocations_UseOneConnection()
    {
        await using var api = await StubRuntimeApi.StartAsync((request, number) => request.Name != Next ? 202 : number < 20 ? 200 : 500);

        await EndAsync(api, async (functionEvent, _) => Text(await ReadAsync(functionEvent)));

        api.Requests.Where(request => request.Name == Next).Should().HaveCount(11);
        api.Requests.Select(request => request.Connection).Distinct().Should().ContainSingle();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(403)]
    public async Task Run_NextAnswersNoInvocation_Ends(int status)
    {
        await using var api = await StubRuntimeApi.StartAsync((_, _) => status);

        (await api.Awaiting(a => a.RunAsync((_, _) => throw new InvalidOperationException())).Should().ThrowExactlyAsync<HttpRequestException>()
            .WithMessage($"GET /2018-06-01/runtime/invocation/next of Lambda's Runtime API answered {status}; the process must end."))
            .Which.StatusCode.Should().Be((HttpStatusCode)status);
    }

    [Theory]
    [InlineData(false, Response)]
    [InlineData(true, Error)]
    public async Task Run_AnswerMeets500_Ends(bool fails, string last)
    {
        await using var api = await StubRuntimeApi.StartAsync((request, _) => request.Name == Next ? 200 : 500);

        await api.Awaiting(a => a.RunAsync((functionEvent, _) => fails ? throw new TimeoutException() : Task.FromResult(functionEvent)))
            .Should().ThrowExactlyAsync<HttpRequestException>().WithMessage("POST*answered 500*");

        api.Requests.Select(request => request.Name).Should().Equal(Next, last);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(410)]
    [InlineData(413)]
    public async Task Run_AnswerRefused_AsksForTheNext(int status)
    {
        await using var api = await StubRuntimeApi.StartAsync((request, number) => request.Name != Next ? status : number == 0 ? 200 : 500);

        await EndAsync(api, (functionEvent, _) => Task.FromResult(functionEvent));

        api.Requests.Select(request => request.Name).Should().Equal(Next, Response, Next);
    }

    [Theory]
    [InlineData("Lambda-Runtime-Aws-Request-Id")]
    [InlineData("Lambda-Runtime-Deadline-Ms")]
    [InlineData("Lambda-Runtime-Invoked-Function-Arn")]
    public async Task Run_InvocationWithoutAHeader_EndsAndNamesIt(string header)
    {
        await using var api = await ServeOneAsync();
        api.LeftOut.Add(header);

        await api.Awaiting(a => a.RunAsync((functionEvent, _) => Task.FromResult(functionEvent)))
            .Should().ThrowExactlyAsync<HttpRequestException>().WithMessage($"*{header}*");
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    public async Task Run_DeadlineThatIsNoTime_Ends(string deadline)
    {
        await using var api = await ServeOneAsync();
        api.Deadline = deadline;

        await api.Awaiting(a => a.RunAsync((functionEvent, _) => Task.FromResult(functionEvent)))
            .Should().ThrowExactlyAsync<HttpRequestException>().WithMessage("*Lambda-Runtime-Deadline-Ms*");
    }

    [Fact]
    public async Task Run_NobodyListens_Ends()
    {
        using var deaf = new DeafAddress();
        using var api = new RuntimeApi(new Uri($"http://{deaf}/2018-06-01/runtime/"), NullLogger.Instance);
        var loop = new RuntimeLoop(api, (_, _) => throw new InvalidOperationException(), 2, NullLogger.Instance);

        await loop.Awaiting(l => l.RunAsync(CancellationToken.None)).Should().ThrowExactlyAsync<HttpRequestException>()
            .WithMessage($"GET /2018-06-01/runtime/invocation/next of Lambda's Runtime API at {deaf} failed; the process must end.");
    }

    [Fact]
    public async Task Run_OneOfTwoLoopsFails_EndsWithoutWaitingForTheOther()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var api = await StubRuntimeApi.StartAsync((_, number) => number == 0 ? 200 : WaitFor(entered.Task, 500));
        var never = new TaskCompletionSource<Stream>();

        await api.Awaiting(a => a.RunAsync(
            (_, _) =>
            {
                entered.SetResult();
                return never.Task;
            },
            loops: 2)).Should().ThrowExactlyAsync<HttpRequestException>().WithMessage("*answered 500*");
    }

    /// <summary>One invocation, and then the end.</summary>
    private static Task<StubRuntimeApi> ServeOneAsync() =>
        StubRuntimeApi.StartAsync((request, number) => request.Name != Next ? 202 : number == 0 ? 200 : 500);

    private static async Task EndAsync(StubRuntimeApi api, Func<Stream, LambdaInvocation, Task<Stream>> handler) =>
        await api.Awaiting(a => a.RunAsync(handler)).Should().ThrowExactlyAsync<HttpRequestException>();

    private static int WaitFor(Task task, int status)
    {
        task.Wait();
        return status;
    }

    private static string StackOf(string body)
    {
        var start = body.IndexOf("stackTrace\":[", StringComparison.Ordinal) + "stackTrace\":[".Length;
        return body[start..body.LastIndexOf(']')];
    }

    private sealed class ÄrgerException : Exception;
}
