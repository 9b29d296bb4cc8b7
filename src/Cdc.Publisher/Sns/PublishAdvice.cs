using Amazon.Runtime;

namespace Cdc.Publisher.Sns;

/// <summary>Says what to do about a call that SNS or the SDK refused.</summary>
internal static class PublishAdvice
{
    public static string For(Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: "NotFound" or "NotFoundException" } =>
            "The topic does not exist in this account and Region: check TopicArn.",
        AmazonServiceException { ErrorCode: "InvalidParameter" or "InvalidParameterException" } =>
            "SNS found a parameter at fault: check that TopicArn is right and of the client's Region, and that the topic takes the message's size.",
        AmazonServiceException { ErrorCode: "AuthorizationError" or "AccessDenied" or "AccessDeniedException" } =>
            "The role may not publish to the topic: it needs sns:Publish on it, and kms:GenerateDataKey* and kms:Decrypt on the key of an encrypted topic.",
        AmazonServiceException { ErrorCode: "InvalidClientTokenId" or "SignatureDoesNotMatch" or "ExpiredToken" or "UnrecognizedClientException" } =>
            "AWS does not accept the credentials: check that they are those of the topic's account and have not expired.",
        AmazonServiceException { ErrorCode: { } code } when code != "KMSThrottling" && code.StartsWith("KMS", StringComparison.Ordinal) =>
            "The topic is encrypted, and its key could not be used: check the key's state and policy.",
        AmazonServiceException => "See the error code; throttling and server errors pass by themselves.",
        AmazonClientException { Message: { } message } when message.Contains("credentials", StringComparison.OrdinalIgnoreCase) =>
            "No AWS credentials were found: give the function a role, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        AmazonClientException { Message: { } message } when message.Contains("Region", StringComparison.OrdinalIgnoreCase) =>
            "No Region was found: set AWS_REGION.",
        OperationCanceledException => "The call was cancelled or took too long; whether SNS took the records is not known.",
        HttpRequestException => "SNS was not reached: check the network, the Region, and AWS_ENDPOINT_URL where it is set.",
        _ => "See the exception.",
    };
}
