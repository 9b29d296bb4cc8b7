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
    // Those of SNS, and of AWS's services in general: what the SDK takes for throttling is among them.
    private static readonly HashSet<string> _passing = new(StringComparer.Ordinal)
    {
        "InternalError", "InternalErrorException", "InternalFailure", "InternalServerError", "ServiceUnavailable", "ServiceUnavailableException",
        "RequestTimeout", "RequestTimeoutException", "Throttling", "ThrottlingException", "Throttled", "ThrottledException", "RequestThrottled",
        "RequestThrottledException", "RequestLimitExceeded", "TooManyRequestsException", "SlowDown", "BandwidthLimitExceeded", "LimitExceededException",
        "PriorRequestNotComplete", "TransactionInProgressException", "KMSThrottling", "KMSThrottlingException",
    };

    // What a message is refused for that is at fault itself, and a call for one of its messages. Whatever is not named here is never taken for a message's
    // fault: a record that is left out for somebody else's is lost.
    private static readonly HashSet<string> _ofMessage = new(StringComparer.Ordinal)
    {
        "InvalidParameter", "InvalidParameterException", "InvalidParameterValue", "InvalidParameterValueException", "ParameterValueInvalid",
        "BatchRequestTooLong", "BatchRequestTooLongException", "ValidationError", "ValidationException",
    };

    public static SnsFault Of(SnsFailure failure) =>
        !failure.SenderFault || _passing.Contains(failure.Code) ? SnsFault.Passing
        : IsOfMessage(failure.Code, failure.Message) ? SnsFault.Message
        : SnsFault.Standing;

    public static SnsFault Of(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: { } code } when _passing.Contains(code) => SnsFault.Passing,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests } => SnsFault.Passing,
        AmazonServiceException { ErrorCode: { } code } when IsOfMessage(code, error.Message) => SnsFault.Message,
        // Cut off or timed out: whether SNS took it is not known, and a second time does no harm.
        OperationCanceledException => SnsFault.Passing,
        _ => IsOfTheNetwork(error) ? SnsFault.Passing : SnsFault.Standing,
    };

    // SNS has the same code for a topic of another Region; its explanation names the parameter.
    private static bool IsOfMessage(string code, string? explanation) =>
        _ofMessage.Contains(code) && explanation?.Contains("TopicArn", StringComparison.OrdinalIgnoreCase) != true;

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
