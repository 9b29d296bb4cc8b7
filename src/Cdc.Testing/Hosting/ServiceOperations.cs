using Cdc.Testing.DynamoDb.Wire;
using Cdc.Testing.Sns;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Hosting;

/// <summary>Names the operations of each service.</summary>
internal static class ServiceOperations
{
    public static IReadOnlyCollection<string> Of(AwsService service) => service switch
    {
        AwsService.DynamoDb => DynamoDbService.Operations,
        AwsService.DynamoDbStreams => DynamoDbStreamsService.Operations,
        AwsService.Sns => SnsService.Operations,
        AwsService.Sqs => SqsService.Operations,
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "There is no such service."),
    };
}
