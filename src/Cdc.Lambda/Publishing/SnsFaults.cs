using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Cdc.Lambda.Publishing;

/// <summary>Tells failures that pass by themselves from those that do not.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html"/></remarks>
internal static class SnsFaults
{
    private static readonly HashSet<string> _passing = new(StringComparer.Ordinal)
    {
        "InternalError", "InternalErrorException", "InternalFailure", "ServiceUnavailable", "RequestTimeout", "RequestTimeoutException",
        "Throttling", "ThrottlingException", "Throttled", "ThrottledException", "RequestThrottled", "TooManyRequestsException",
        "KMSThrottling", "KMSThrottlingException",
    };

    public static bool Passes(SnsFailure failure) => !failure.SenderFault || _passing.Contains(failure.Code);

    public static bool Passes(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: { } code } when _passing.Contains(code) => true,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests } => true,
        // Cut off or timed out: whether SNS took it is not known, and a second time does no harm.
        OperationCanceledException or TimeoutException => true,
        _ => IsOfTheNetwork(error),
    };

    private static bool IsOfTheNetwork(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or IOException or SocketException) return true;
        }

        return false;
    }
}
