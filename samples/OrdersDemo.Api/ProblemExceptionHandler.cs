using System.Text.Json;
using Amazon.Runtime;
using Microsoft.AspNetCore.Mvc;
using IExceptionHandler = Microsoft.AspNetCore.Diagnostics.IExceptionHandler;

namespace OrdersDemo.Api;

/// <summary>Turns exceptions into problem details: the caller's mistakes become 400, failures of DynamoDB 503. Anything else stays a 500.</summary>
internal sealed class ProblemExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (status, detail) = exception switch
        {
            BadHttpRequestException { InnerException: JsonException { Path: { Length: > 1 } path } } => (400, $"The body cannot be read at {path}: the field is unknown, of another type or out of range, or this is not JSON."),
            BadHttpRequestException { InnerException: JsonException } => (400, "The body is not JSON of the form that is expected here."),
            BadHttpRequestException bad => (bad.StatusCode, bad.Message),
            AmazonServiceException { ErrorCode: "ResourceNotFoundException" } => (503, "The orders table does not exist. Create it, or check Orders:TableName and the Region."),
            AmazonServiceException or AmazonClientException or HttpRequestException => (503, "DynamoDB refused or did not answer. Read the order before you try a change again: it may have been made."),
            _ => (0, ""),
        };
        if (status == 0) return ValueTask.FromResult(false);
        httpContext.Response.StatusCode = status;
        return problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = new ProblemDetails { Status = status, Detail = detail },
        });
    }
}
