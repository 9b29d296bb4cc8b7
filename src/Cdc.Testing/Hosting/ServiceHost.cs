using Cdc.Testing.DynamoDb;
using Cdc.Testing.DynamoDb.Wire;
using Cdc.Testing.Faults;
using Cdc.Testing.Protocol;
using Cdc.Testing.Sns;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Hosting;

/// <summary>Puts the services together: each one's state, who delivers to whom, and the protocols in front.</summary>
internal sealed class ServiceHost
{
    public ServiceHost(LocalAwsOptions options)
    {
        Clock = new ServiceClock(options.TimeProvider);
        options = options.On(Clock);
        Sqs = new SqsState(options);
        Clock.Moved += Sqs.WakeAll;
        Sns = new SnsState(options, Sqs);
        DynamoDb = new DynamoDbState(options);
        Dispatcher = new AwsDispatcher(
            [
                new FaultyJsonService(new DynamoDbService(DynamoDb), Faults(AwsService.DynamoDb)),
                new FaultyJsonService(new DynamoDbStreamsService(DynamoDb), Faults(AwsService.DynamoDbStreams)),
                new FaultyJsonService(new SqsService(Sqs), Faults(AwsService.Sqs)),
            ],
            [new FaultyQueryService(new SnsService(Sns), Faults(AwsService.Sns))]);

        CallFaults Faults(AwsService service) => new(options.Faults, service, Clock);
    }

    public ServiceClock Clock { get; }

    public AwsDispatcher Dispatcher { get; }

    public DynamoDbState DynamoDb { get; }

    public SnsState Sns { get; }

    public SqsState Sqs { get; }
}
