using Cdc.Lambda;
using Cdc.Publisher;

namespace Company.Function1;

/// <summary>Publishes the changes of the table to the topic that the environment variable <c>Cdc__TopicArn</c> names.</summary>
public sealed class StreamHandler : CdcStreamHandler
{
    /// <summary>Lambda's: everything from the environment.</summary>
    public StreamHandler()
    {
    }

    /// <summary>A test's.</summary>
    public StreamHandler(CdcPublisherOptions options, ISnsPublisher sns)
        : base(options, sns)
    {
    }

    /// <summary>Chooses what is published: here all but removals by time to live. Remove it to publish those too.</summary>
    protected override bool ShouldPublish(StreamRecord record) => !record.Expired;
}
