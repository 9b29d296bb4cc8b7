using System.Net;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>SQS's errors, each with the code that the query protocol used for it.</summary>
internal static class SqsErrors
{
    public static AwsServiceException QueueDoesNotExist() =>
        new("QueueDoesNotExist", "The specified queue does not exist.") { QueryCode = "AWS.SimpleQueueService.NonExistentQueue" };

    public static AwsServiceException ResourceNotFound(string message) =>
        new("ResourceNotFoundException", message, HttpStatusCode.NotFound) { QueryCode = "ResourceNotFoundException" };

    public static AwsServiceException QueueNameExists(string attribute) =>
        new("QueueNameExists", $"A queue already exists with the same name and a different value for attribute {attribute}") { QueryCode = "QueueAlreadyExists" };

    public static AwsServiceException InvalidParameterValue(string message) =>
        new("InvalidParameterValueException", message) { QueryCode = "InvalidParameterValue" };

    public static AwsServiceException InvalidParameterValue(string name, object? value, string reason) =>
        InvalidParameterValue($"Value {value} for parameter {name} is invalid. Reason: {reason}");

    public static AwsServiceException MissingParameter(string name) =>
        new("MissingRequiredParameterException", $"The request must contain the parameter {name}.") { QueryCode = "MissingParameter" };

    public static AwsServiceException InvalidAttributeName(string name) =>
        new("InvalidAttributeName", $"Unknown Attribute {name}.") { QueryCode = "InvalidAttributeName" };

    public static AwsServiceException TwoEncryptions() => new(
        "InvalidAttributeName", "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.")
    { QueryCode = "InvalidAttributeName" };

    public static AwsServiceException InvalidAttributeValue(string name) =>
        new("InvalidAttributeValue", $"Invalid value for the parameter {name}.") { QueryCode = "InvalidAttributeValue" };

    public static AwsServiceException InvalidMessageContents() =>
        new("InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")
        { QueryCode = "InvalidMessageContents" };

    public static AwsServiceException ReceiptHandleIsInvalid(string handle) =>
        new("ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.", HttpStatusCode.NotFound)
        { QueryCode = "ReceiptHandleIsInvalid" };

    public static AwsServiceException OverLimit(int limit) =>
        new("OverLimit", $"The queue has {limit} messages in flight, which is the limit.", HttpStatusCode.Forbidden) { QueryCode = "OverLimit" };

    /// <summary>How an entry of a batch fails that is not at fault itself.</summary>
    public static AwsServiceException InternalError() =>
        new("InternalError", "A fault of LocalAws.", HttpStatusCode.InternalServerError) { QueryCode = "InternalError" };

    public static AwsServiceException EmptyBatch(string entryType) =>
        new("EmptyBatchRequest", $"There should be at least one {entryType} in the request.") { QueryCode = "AWS.SimpleQueueService.EmptyBatchRequest" };

    public static AwsServiceException TooManyEntries(int count) =>
        new("TooManyEntriesInBatchRequest", $"Maximum number of entries per request are {SqsLimits.BatchEntries}. You have sent {count}.")
        { QueryCode = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest" };

    public static AwsServiceException BatchEntryIdsNotDistinct(string id) =>
        new("BatchEntryIdsNotDistinct", $"Id {id} repeated.") { QueryCode = "AWS.SimpleQueueService.BatchEntryIdsNotDistinct" };

    public static AwsServiceException InvalidBatchEntryId() =>
        new("InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.")
        { QueryCode = "AWS.SimpleQueueService.InvalidBatchEntryId" };

    public static AwsServiceException BatchRequestTooLong(int bytes) =>
        new("BatchRequestTooLong", $"Batch requests cannot be longer than {SqsLimits.MessageBytes} bytes. You have sent {bytes} bytes.")
        { QueryCode = "AWS.SimpleQueueService.BatchRequestTooLong" };

    public static AwsServiceException UnsupportedMember(string operation, string member) =>
        new("UnsupportedOperation", $"LocalAws does not support the member {member} of {operation}.") { QueryCode = "AWS.SimpleQueueService.UnsupportedOperation" };
}
