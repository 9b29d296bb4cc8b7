using Amazon.SQS.Model;
using Cdc.Consumer.Handling;
using Cdc.Consumer.Hosting;
using Cdc.Consumer.Leases;
using Cdc.Consumer.Telemetry;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Tests.Fakes;

/// <summary>Makes pipelines as a consumer has them, and gives them changes without an engine.</summary>
internal static class Deliveries
{
    public static ChangeDelivery<string> Of(string key, int sequence = 1, int receiveCount = 1) => Of(Changes.Of(key, sequence), receiveCount);

    public static ChangeDelivery<string> Of(CdcEnvelope<string> change, int receiveCount = 1) => new(
        new ReceivedMessage(new Message
        {
            MessageId = $"m-{change.Id}",
            Body = "",
            Attributes = new() { ["ApproximateReceiveCount"] = $"{receiveCount}", ["ApproximateFirstReceiveTimestamp"] = "1500", ["MessageGroupId"] = "g" },
            MessageAttributes = new() { ["type"] = new() { DataType = "String", StringValue = "orders.modify" }, ["blob"] = new() { DataType = "Binary" } },
        }),
        index: 0,
        change);

    /// <summary>Makes the pipeline that a builder describes.</summary>
    public static IChangePipeline Pipeline(Action<CdcHandlingBuilder<string>> configure, Action<IServiceCollection>? add = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        if (time is not null) services.AddSingleton(time);
        add?.Invoke(services);
        var builder = services.AddCdcConsumer<string>("orders");
        configure(builder);
        var provider = services.BuildServiceProvider(validateScopes: true);
        var plan = new HandlingPlan<string>(builder.Spec);
        plan.Faults(provider).Should().BeEmpty();
        return plan.CreatePipeline(provider, new ConsumerTelemetry("orders", meters: null, time ?? TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance), TimeSpan.FromMinutes(5));
    }

    /// <summary>Runs changes of different keys, and gives what became of them.</summary>
    public static async Task<DeliveryOutcome[]> RunAsync(this IChangePipeline pipeline, params ChangeDelivery[] changes)
    {
        if (pipeline.MaxBatchSize == 1)
        {
            foreach (var change in changes) await pipeline.RunAsync([change], CancellationToken.None);
        }
        else
        {
            await pipeline.RunAsync(changes, CancellationToken.None);
        }

        return [.. changes.Select(change => change.Outcome)];
    }
}
