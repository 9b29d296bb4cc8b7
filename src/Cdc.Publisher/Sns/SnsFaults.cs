using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Cdc.Publisher.Sns;

/// <summary>What is to be done about a failure.</summary>
internal enum SnsFault
{
    /// <summary>Try again: it passes by itself.</summary>
    Passing,

    /// <summary>The message is at fault, or one of the call's messages: it will never be taken.</summary>
    Message,

    /// <summary>Somebody must do something: rights, topic, key, network.</summary>
    Standing,
}

/// <summary>Tells failures apart.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html"/></remarks>
internal static class SnsFaults
{
    private static readonly HashSet<string> _passing = new(StringComparer.Ordinal)
    {
        "InternalError", "InternalErrorException", "InternalFailure", "ServiceUnavailable", "RequestTimeout", "RequestTimeoutException",
        "Throttling", "ThrottlingException", "Throttled", "ThrottledException", "RequestThrottled", "TooManyRequestsException",
        "KMSThrottling", "KMSThrottlingException",
    };

    // What a call is refused for where one of its messages is at fault.
    private static readonly HashSet<string> _ofMessage = new(StringComparer.Ordinal)
    {
        "InvalidParameter", "InvalidParameterException", "InvalidParameterValue", "InvalidParameterValueException", "ParameterValueInvalid",
        "BatchRequestTooLong", "BatchRequestTooLongException", "ValidationError", "ValidationException",
    };

    private static readonly string[] _standing =
    [
        "NotFound", "Authorization", "AccessDenied", "InvalidSecurity", "InvalidClientTokenId", "SignatureDoesNotMatch", "IncompleteSignature",
        "ExpiredToken", "UnrecognizedClient", "MissingAuthenticationToken", "OptInRequired", "KMS", "EndpointDisabled", "InvalidState",
    ];

    public static SnsFault Of(SnsFailure failure)
    {
        if (!failure.SenderFault || _passing.Contains(failure.Code)) return SnsFault.Passing;
        return Array.Exists(_standing, code => failure.Code.StartsWith(code, StringComparison.Ordinal)) ? SnsFault.Standing : SnsFault.Message;
    }

    public static SnsFault Of(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: { } code } when _passing.Contains(code) => SnsFault.Passing,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests } => SnsFault.Passing,
        // SNS has the same code for a topic of another Region; its explanation names the parameter.
        AmazonServiceException { ErrorCode: { } code } when _ofMessage.Contains(code) && !error.Message.Contains("TopicArn", StringComparison.OrdinalIgnoreCase) =>
            SnsFault.Message,
        // Cut off or timed out: whether SNS took it is not known, and a second time does no harm.
        OperationCanceledException => SnsFault.Passing,
        _ => IsOfTheNetwork(error) ? SnsFault.Passing : SnsFault.Standing,
    };

    /// <summary>The service's error code, or else the exception's type, as OpenTelemetry's <c>error.type</c> has it.</summary>
    public static string CodeOf(Exception error) =>
        error is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : error.GetType().FullName!;

    private static bool IsOfTheNetwork(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or IOException or SocketException or TimeoutException) return true;
        }

        return false;
    }
}
