using System.Net;

namespace Cdc.Testing.Protocol;

/// <summary>An error as AWS would answer it; the protocol that carries the request writes it in its own form.</summary>
internal sealed class AwsServiceException : Exception
{
    public AwsServiceException(string code, string message, HttpStatusCode status = HttpStatusCode.BadRequest)
        : base(message)
    {
        Code = code;
        Status = status;
    }

    /// <summary>The error's shape name, for example <c>ResourceNotFoundException</c>.</summary>
    public string Code { get; }

    public HttpStatusCode Status { get; }

    /// <summary>
    /// The code that the query protocol used for this error before the service moved to JSON, for example
    /// <c>AWS.SimpleQueueService.NonExistentQueue</c>; SQS sends it in the header <c>x-amzn-query-error</c>.
    /// </summary>
    public string? QueryCode { get; init; }

    /// <summary>Writes the error's further members, as <c>CancellationReasons</c> or <c>Item</c>; JSON protocol only.</summary>
    public Action<System.Text.Json.Utf8JsonWriter>? WriteMembers { get; init; }

    public static AwsServiceException Validation(string message) => new("ValidationException", message);
}
