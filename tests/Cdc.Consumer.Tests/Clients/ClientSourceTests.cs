using Amazon.SQS;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Tests.Fakes;
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
            .AddCdcConsumer<string, Handler>(options => options.QueueName = "orders")).Build();

        var start = () => host.StartAsync();

        await start.Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("No SQS client*no Region is configured*AWS_REGION*IAmazonSQS*");
    }

    [Fact]
    public void Function_WithoutARegion_CannotBeMadeAndSaysWhatToSet()
    {
        using var environment = new ProcessEnvironment();
        var services = new ServiceCollection().AddDynamoDbHighWaterMarks(options => options.ServiceName = "billing");
        services.AddCdcQueueHandler<string, Handler>("orders");
        using var provider = services.BuildServiceProvider();

        FluentActions.Invoking(() => new CdcQueueHandler(provider)).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage("No DynamoDB client*no Region is configured*AWS_REGION*IAmazonDynamoDB*");
    }

    internal sealed class Handler : ICdcHandler<string>
    {
        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
