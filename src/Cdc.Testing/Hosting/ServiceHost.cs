using Cdc.Testing.DynamoDb;
using Cdc.Testing.Protocol;
using Cdc.Testing.Sns;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Hosting;

/// <summary>Puts the services together: each one's state, who delivers to whom, and the protocols in front.</summary>
internal sealed class ServiceHost
{
    public ServiceHost(LocalAwsOptions options)
    {
        Sqs = new SqsState(options);
        Sns = new SnsState(options, Sqs);
        DynamoDb = new DynamoDbState(options);
        Dispatcher = new AwsDispatcher(
            [new DynamoDbService(DynamoDb), new DynamoDbStreamsService(DynamoDb), new SqsService(Sqs)],
            [new SnsService(Sns)]);
    }

    public AwsDispatcher Dispatcher { get; }

    public DynamoDbState DynamoDb { get; }

    public SnsState Sns { get; }

    public SqsState Sqs { get; }
}
