using Cdc.Lambda;

namespace Company.Function1;

/// <summary>Publishes the changes of the table to the topic that the environment variable <c>Cdc__TopicArn</c> names.</summary>
public sealed class StreamHandler : CdcStreamHandler
{
    /// <summary>Chooses what is published. Without this, every change is.</summary>
    protected override bool ShouldPublish(StreamRecord record) => !record.Expired;
}
