using Amazon.DynamoDBv2;
using Cdc.Consumer.Loading;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Tests.Loading;

[Collection(EnvironmentWithoutAws.Alone)]
public sealed class DynamoDbClientSourceTests
{
    [Fact]
    public void Client_RegisteredByTheApplication_IsUsed()
    {
        using var dynamoDb = new FakeDynamoDb();
        using var provider = new ServiceCollection().AddSingleton<IAmazonDynamoDB>(dynamoDb).BuildServiceProvider();
        using var source = new DynamoDbClientSource(provider);

        source.Client.Should().BeSameAs(dynamoDb);
    }

    [Fact]
    public void Function_WithoutARegion_CannotBeMadeAndSaysWhatToSet()
    {
        using var environment = new EnvironmentWithoutAws();
        using var provider = new ServiceCollection()
            .AddDynamoDbHighWaterMarks(options => options.ServiceName = "billing")
            .AddCdcQueueHandler<string, Handler>(CdcKeyFormat.ForString())
            .BuildServiceProvider();

        FluentActions.Invoking(() => new CdcQueueHandler<string>(provider)).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage("*no Region is configured*AWS_REGION*IAmazonDynamoDB*");
    }

    internal sealed class Handler : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
