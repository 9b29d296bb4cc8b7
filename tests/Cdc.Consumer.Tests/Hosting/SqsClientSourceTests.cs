using Amazon.SQS;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Tests.Fakes;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cdc.Consumer.Tests.Hosting;

[Collection(EnvironmentWithoutAws.Alone)]
public sealed class SqsClientSourceTests
{
    [Fact]
    public void Client_RegisteredByTheApplication_IsUsed()
    {
        using var provider = new ServiceCollection().AddSingleton<IAmazonSQS>(new FakeSqs()).BuildServiceProvider();
        using var source = new SqsClientSource(provider);

        source.Client.Should().BeSameAs(provider.GetRequiredService<IAmazonSQS>());
    }

    [Fact]
    public async Task Client_WithoutARegion_FailsTheStartAndSaysWhatToSet()
    {
        using var environment = new EnvironmentWithoutAws();
        using var host = new HostBuilder().ConfigureServices(services => services
            .AddCdcConsumer<string, Handler>(CdcKeyFormat.ForString(), options => options.QueueName = "orders")).Build();

        var start = () => host.StartAsync();

        await start.Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("*no Region is configured*AWS_REGION*IAmazonSQS*");
    }

    internal sealed class Handler : ICdcHandler<string>
    {
        public Task HandleAsync(CdcEnvelope<string> change, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
