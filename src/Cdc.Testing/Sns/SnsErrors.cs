using System.Net;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sns;

/// <summary>SNS's errors.</summary>
internal static class SnsErrors
{
    public static AwsServiceException InvalidParameter(string what) => new("InvalidParameter", $"Invalid parameter: {what}");

    /// <summary>A message attribute that SNS does not take.</summary>
    public static AwsServiceException InvalidAttribute(string message) => new("ParameterValueInvalid", message);

    /// <summary>A member that is missing.</summary>
    public static AwsServiceException Missing(string path) =>
        new("ValidationError", $"1 validation error detected: Value null at '{path}' failed to satisfy constraint: Member must not be null");

    public static AwsServiceException NotFound(string what) => new("NotFound", $"{what} does not exist", HttpStatusCode.NotFound);

    public static AwsServiceException Unsupported(string what) => InvalidParameter($"LocalAws does not support {what}");

    /// <summary>How an entry of a batch fails that is not at fault itself.</summary>
    public static AwsServiceException InternalError() => new("InternalError", "A fault of LocalAws.", HttpStatusCode.InternalServerError);

    public static AwsServiceException EmptyBatch() => new("EmptyBatchRequest", "The batch request doesn't contain any entries.");

    public static AwsServiceException TooManyEntries() =>
        new("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");

    public static AwsServiceException BatchEntryIdsNotDistinct() =>
        new("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");

    public static AwsServiceException InvalidBatchEntryId() =>
        new("InvalidBatchEntryId", "The Id of a batch entry in a batch request doesn't abide by the specification.");

    public static AwsServiceException BatchRequestTooLong() =>
        new("BatchRequestTooLong", "The length of all the batch messages put together is more than the limit.");
}
