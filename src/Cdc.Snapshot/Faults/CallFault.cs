using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Cdc.Snapshot.Faults;

/// <summary>Tells failures of AWS's services that pass by themselves from those that somebody must do something about.</summary>
internal static class CallFault
{
    private static readonly HashSet<string> _passing = new(StringComparer.Ordinal)
    {
        "BandwidthLimitExceeded", "InternalError", "InternalFailure", "InternalServerError", "LimitExceededException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable", "SlowDown",
        "TooManyRequestsException", "TransactionInProgressException",
    };

    /// <summary>Whether it is worth another try. What the SDK itself has tried several times already can come here all the same.</summary>
    public static bool IsPassing(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: { Length: > 0 } code } when IsPassing(code) => true,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests } => true,
        AmazonServiceException { ErrorCode: { Length: > 0 } } => false,
        // A call that was cut off: nobody asked for that, so that it took too long.
        OperationCanceledException => true,
        CdcSnapshotException => false,
        _ => IsOfTheNetwork(error),
    };

    public static bool IsPassing(string code) => _passing.Contains(code) || code.Contains("Throttl", StringComparison.Ordinal);

    /// <summary>The service's error code, or else the exception's type.</summary>
    public static string CodeOf(Exception error) => error is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? code : error.GetType().Name;

    public static bool IsMissing(Exception error) => error is AmazonServiceException { ErrorCode: { } code }
        && (code is "ResourceNotFoundException" or "NotFound" or "NotFoundException" || code.Contains("NonExistentQueue", StringComparison.Ordinal) || code.Contains("QueueDoesNotExist", StringComparison.Ordinal));

    public static bool IsDenied(Exception error) => error is AmazonServiceException { ErrorCode: { } code }
        && (code.Contains("AccessDenied", StringComparison.Ordinal) || code is "AuthorizationError" or "NotAuthorized" or "AuthorizationErrorException");

    private static bool IsOfTheNetwork(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or IOException or SocketException or TimeoutException) return true;
        }

        return false;
    }
}
