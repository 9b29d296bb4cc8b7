using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.SQS.Model;

namespace Cdc.Consumer.Sqs;

/// <summary>Says what to do about a call to SQS that failed.</summary>
internal static class SqsFault
{
    public const string MissingQueue =
        "There is no such queue in this account and Region: check QueueUrl or QueueName, and the client's Region.";

    public const string AccessDenied =
        "The credentials lack a permission: allow sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueAttributes and "
        + "sqs:GetQueueUrl on the queue.";

    public const string KeyAccess = "The queue's KMS key cannot be used: allow kms:Decrypt on it, and check that it is enabled.";

    public const string BadCredentials =
        "AWS does not accept the credentials: check that they are whole, not expired, of the right account, and that the clock is right.";

    public const string NoCredentials =
        "No AWS credentials were found: give the process a role (Lambda, ECS, EKS, EC2), set AWS_PROFILE or AWS_ACCESS_KEY_ID and "
        + "AWS_SECRET_ACCESS_KEY, or register an IAmazonSQS that has some.";

    public const string Unreachable =
        "The endpoint cannot be reached: check the network (in a VPC, a NAT or an SQS interface endpoint), the Region and AWS_ENDPOINT_URL.";

    public const string TimedOut = "SQS did not answer in time: check the network, and that the client's HTTP timeout is longer than WaitTime.";

    public const string Throttled = "SQS throttles the calls; they are made less often.";

    public const string InFlight =
        "The queue has as many messages in flight as SQS allows (120,000): handle them faster, hold fewer (MaxHeldChanges), or find out who does not delete them.";

    public const string InvalidAddress = "The URL is no queue's of this endpoint: check QueueUrl, the client's Region and its endpoint.";

    public const string MissingDeadLetterQueue = "There is no such dead-letter queue: check DeadLetterQueueUrl, and the client's Region.";

    public const string SendDenied = "The credentials lack a permission: allow sqs:SendMessage on the queue that DeadLetterQueueUrl names.";

    public const string SendKeyAccess =
        "The dead-letter queue's KMS key cannot be used: allow kms:GenerateDataKey and kms:Decrypt on it, and check that it is enabled.";

    public const string SendToSelfDenied =
        "The credentials lack a permission: IsolateFailedChanges needs sqs:SendMessage on the queue itself.";

    public const string SendToSelfKeyAccess =
        "The queue's KMS key cannot be used: IsolateFailedChanges needs kms:GenerateDataKey and kms:Decrypt on it.";

    public const string Unknown = "The exception says more.";

    public static string Advice(Exception error) => error switch
    {
        QueueDoesNotExistException => MissingQueue,
        AmazonServiceException { ErrorCode: { } code } service => AdviceByCode(code, service.StatusCode),
        AmazonClientException client when client.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => NoCredentials,
        TimeoutException or OperationCanceledException => TimedOut,
        _ when IsNetwork(error) => Unreachable,
        _ => Unknown,
    };

    /// <summary>Says what to do about a message that the dead-letter queue did not take.</summary>
    public static string SendAdvice(Exception error) => Advice(error) switch
    {
        MissingQueue => MissingDeadLetterQueue,
        AccessDenied => SendDenied,
        KeyAccess => SendKeyAccess,
        var advice => advice,
    };

    /// <summary>Says what to do about changes that could not be sent to the queue alone.</summary>
    public static string IsolationAdvice(Exception error) => Advice(error) switch
    {
        AccessDenied => SendToSelfDenied,
        KeyAccess => SendToSelfKeyAccess,
        var advice => advice,
    };

    private static string AdviceByCode(string code, HttpStatusCode status)
    {
        if (code.Contains("NonExistentQueue", StringComparison.Ordinal) || code.Contains("QueueDoesNotExist", StringComparison.Ordinal)) return MissingQueue;
        if (code.StartsWith("Kms", StringComparison.OrdinalIgnoreCase)) return code.Contains("Throttl", StringComparison.Ordinal) ? Throttled : KeyAccess;
        if (code.Contains("Throttl", StringComparison.Ordinal)) return Throttled;
        if (code.EndsWith("OverLimit", StringComparison.Ordinal)) return InFlight;
        if (code.Contains("InvalidAddress", StringComparison.Ordinal)) return InvalidAddress;
        if (code.Contains("RequestExpired", StringComparison.Ordinal) || code.Contains("SignatureDoesNotMatch", StringComparison.Ordinal)) return BadCredentials;
        if (code.Contains("AccessDenied", StringComparison.Ordinal) || code.Contains("NotAuthorized", StringComparison.Ordinal)) return AccessDenied;
        return status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized || code.StartsWith("ExpiredToken", StringComparison.Ordinal)
            ? BadCredentials
            : Unknown;
    }

    private static bool IsNetwork(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException or HttpRequestException { StatusCode: null }) return true;
        }

        return false;
    }
}
