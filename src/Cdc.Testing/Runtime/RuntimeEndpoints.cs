using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Cdc.Testing.Runtime;

/// <summary>Answers the requests of a custom runtime.</summary>
internal sealed class RuntimeEndpoints(InvocationQueue invocations, string functionArn)
{
    private const string Root = "/2018-06-01/runtime/";

    private static LambdaFunctionException TooLarge => new(
        "Function.ResponseSizeTooLarge", $"Response payload size exceeded maximum allowed payload size ({RuntimeLimits.PayloadBytes} bytes).", []);

    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var steps = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Split('/') : [];
        return (context.Request.Method, steps) switch
        {
            ("GET", ["invocation", "next"]) => SendNextAsync(context),
            ("POST", ["invocation", var requestId, "response"]) => TakeResponseAsync(context, requestId),
            ("POST", ["invocation", var requestId, "error"]) => TakeErrorAsync(context, requestId),
            ("POST", ["init", "error"]) => TakeInitErrorAsync(context),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, "NotFound", $"The Runtime API has no {context.Request.Method} {path}."),
        };
    }

    private async Task SendNextAsync(HttpContext context)
    {
        FunctionInvocation? invocation;
        try
        {
            invocation = await invocations.TakeAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (invocation is null)
        {
            await RefuseAsync(context, StatusCodes.Status500InternalServerError, "InternalServerError", "The Runtime API is closed.").ConfigureAwait(false);
            return;
        }

        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Invocation-Id"] = invocation.InvocationId;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = functionArn;
        if (invocation.TraceHeader is not null) headers["Lambda-Runtime-Trace-Id"] = invocation.TraceHeader;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = invocation.Event.Length;
        try
        {
            await context.Response.Body.WriteAsync(invocation.Event, context.RequestAborted).ConfigureAwait(false);
            await context.Response.CompleteAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            invocations.PutBack(invocation);
        }
    }

    private async Task TakeResponseAsync(HttpContext context, string requestId)
    {
        var answer = await ReadAsync(context).ConfigureAwait(false);
        if (answer is not null)
        {
            await TellAsync(context, invocations.Succeed(requestId, answer)).ConfigureAwait(false);
            return;
        }

        var status = invocations.Fail(requestId, TooLarge);
        if (status == AnswerStatus.Accepted) await RefuseTooLargeAsync(context).ConfigureAwait(false);
        else await TellAsync(context, status).ConfigureAwait(false);
    }

    private async Task TakeErrorAsync(HttpContext context, string requestId)
    {
        if (await ReadErrorAsync(context).ConfigureAwait(false) is { } error)
            await TellAsync(context, invocations.Fail(requestId, error)).ConfigureAwait(false);
    }

    private async Task TakeInitErrorAsync(HttpContext context)
    {
        if (await ReadErrorAsync(context).ConfigureAwait(false) is not { } error) return;
        invocations.FailInit(error);
        await TellAsync(context, AnswerStatus.Accepted).ConfigureAwait(false);
    }

    /// <returns>The error; null where it was too large and the request has been answered.</returns>
    private static async Task<LambdaFunctionException?> ReadErrorAsync(HttpContext context)
    {
        var body = await ReadAsync(context).ConfigureAwait(false);
        if (body is not null) return FunctionErrorReader.Read(context.Request.Headers["Lambda-Runtime-Function-Error-Type"], body);
        await RefuseTooLargeAsync(context).ConfigureAwait(false);
        return null;
    }

    /// <summary>Reads a body to its end, so that the function can read the answer, and keeps as much as is allowed.</summary>
    /// <returns>The body; null where it is too large.</returns>
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var length = 0L;
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            length += count;
            if (length <= RuntimeLimits.PayloadBytes) body.Write(buffer, 0, count);
        }

        return length <= RuntimeLimits.PayloadBytes ? body.ToArray() : null;
    }

    private static Task TellAsync(HttpContext context, AnswerStatus status) => status switch
    {
        AnswerStatus.Accepted => WriteAsync(context, StatusCodes.Status202Accepted, """{"status":"OK"}"""),
        AnswerStatus.TimedOut => RefuseAsync(context, StatusCodes.Status410Gone, "InvokeTimeout", "Invoke timeout"),
        _ => RefuseAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", "Invalid request ID"),
    };

    private static Task RefuseTooLargeAsync(HttpContext context) => RefuseAsync(
        context, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge", $"Exceeded maximum allowed payload size ({RuntimeLimits.PayloadBytes} bytes).");

    private static Task RefuseAsync(HttpContext context, int status, string type, string message) => WriteAsync(
        context, status, $$"""{"errorMessage":"{{System.Text.Json.JsonEncodedText.Encode(message)}}","errorType":"{{type}}"}""");

    private static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
