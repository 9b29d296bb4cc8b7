namespace Cdc.Documentation.Tests;

/// <summary>The parts of packages which are not referenced here that the pages' adapters use, as far as the compiler must know them.</summary>
internal static class PackagesOfOthers
{
    public const string Declarations = """
        namespace Amazon.Lambda.DynamoDBEvents
        {
            public class DynamoDBEvent
            {
                public IList<DynamodbStreamRecord> Records { get; set; }
                public class DynamodbStreamRecord
                {
                    public string EventID { get; set; }
                    public string EventName { get; set; }
                    public string EventSourceArn { get; set; }
                    public StreamRecord Dynamodb { get; set; }
                    public Identity UserIdentity { get; set; }
                }
                public class StreamRecord
                {
                    public DateTime ApproximateCreationDateTime { get; set; }
                    public Dictionary<string, AttributeValue> Keys { get; set; }
                    public string SequenceNumber { get; set; }
                }
                public class AttributeValue
                {
                    public string S { get; set; }
                    public string N { get; set; }
                    public MemoryStream B { get; set; }
                }
                public class Identity
                {
                    public string Type { get; set; }
                    public string PrincipalId { get; set; }
                }
            }
            public class StreamsEventResponse
            {
                public IList<BatchItemFailure> BatchItemFailures { get; set; }
                public class BatchItemFailure
                {
                    public string ItemIdentifier { get; set; }
                }
            }
        }
        namespace Amazon.SimpleNotificationService
        {
            public interface IAmazonSimpleNotificationService
            {
                Task<Model.PublishBatchResponse> PublishBatchAsync(Model.PublishBatchRequest request, CancellationToken cancellationToken = default);
            }
        }
        namespace Amazon.SimpleNotificationService.Model
        {
            public class PublishBatchRequest
            {
                public string TopicArn { get; set; }
                public List<PublishBatchRequestEntry> PublishBatchRequestEntries { get; set; }
            }
            public class PublishBatchRequestEntry
            {
                public string Id { get; set; }
                public string Message { get; set; }
                public string MessageGroupId { get; set; }
                public string MessageDeduplicationId { get; set; }
                public Dictionary<string, MessageAttributeValue> MessageAttributes { get; set; }
            }
            public class MessageAttributeValue
            {
                public string DataType { get; set; }
                public string StringValue { get; set; }
            }
            public class PublishBatchResponse
            {
                public List<BatchResultErrorEntry> Failed { get; set; }
            }
            public class BatchResultErrorEntry
            {
                public string Code { get; set; }
                public string Id { get; set; }
                public string Message { get; set; }
                public bool? SenderFault { get; set; }
            }
        }
        """;
}
