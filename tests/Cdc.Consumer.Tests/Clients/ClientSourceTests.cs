using Amazon.SQS;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cdc.Consumer.Tests.Clients;

[Collection(ProcessEnvironmentGroup.Name)]
public sealed class ClientSourceTests
{
    [Fact]
    public void Client_RegisteredByTheApplication_IsUsed()
    {
        using var provider = new ServiceCollection().AddSingleton<IAmazonSQS>(new FakeSqs()).BuildServiceProvider();
        using var source = new ClientSource<IAmazonSQS>(provider, "SQS", () => throw new InvalidOperationException("There is one."));

        source.Client.Should().BeSameAs(provider.GetRequiredService<IAmazonSQS>());
    }

    [Fact]
    public async Task Service_WithoutARegion_FailsTheStartAndSaysWhatToSet()
    {
        using var environment = new ProcessEnvironment();
        using var host = new HostBuilder().ConfigureServices(services => services
            .AddCdcConsumer<string, Handler>(CdcKeyFormat.ForString(), options => options.QueueName = "orders")).Build();

        var start = () => host.StartAsync();

        await start.Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("No SQS client*no Region is configured*AWS_REGION*IAmazonSQS*");
    }

    [Fact]
    public void Function_WithoutARegion_CannotBeMadeAndSaysWhatToSet()
    {
        using var environment = new ProcessEnvironment();
        using var provider = new ServiceCollection()
            .AddDynamoDbHighWaterMarks(options => options.ServiceName = "billing")
            .AddCdcQueueHandler<string, Handler>(CdcKeyFormat.ForString())
            .BuildServiceProvider();

        FluentActions.Invoking(() => new CdcQueueHandler<string>(provider)).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage("No DynamoDB client*no Region is configured*AWS_REGION*IAmazonDynamoDB*");
    }

    internal sealed class Handler : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
