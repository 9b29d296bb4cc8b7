using Amazon.SQS;
using Cdc.Benchmarks.Measuring;
using Cdc.Consumer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cdc.Benchmarks.Consumer;

/// <summary>What a consumer did with a backlog, from the start of its host to the last delete.</summary>
/// <param name="Messages">How many messages were deleted.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Calls">How many calls it made.</param>
/// <param name="AllocatedBytes">What it allocated, including the stand-in's part.</param>
internal sealed record ConsumerRun(int Messages, TimeSpan Took, long Calls, long AllocatedBytes)
{
    public double Rate => Messages / Took.TotalSeconds;

    /// <param name="sqs">The queue.</param>
    /// <param name="backlog">Its messages.</param>
    /// <param name="limit">When the run ends in any case. Its rate is then that of what is done.</param>
    /// <param name="isScoped">Whether each change gets a handler in a scope of its own; otherwise one handler gets them all.</param>
    public static async Task<ConsumerRun> MeasureAsync(StandInSqs sqs, Backlog backlog, TimeSpan limit, bool isScoped = false)
    {
        var handled = new HandledCount();
        using var host = HostOf<CountingHandler>(sqs, services =>
        {
            services.AddSingleton(handled);
            if (!isScoped) services.AddSingleton<CountingHandler>();
        });
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Clocks.Wall();
        await host.StartAsync();
        await Task.WhenAny(backlog.AllDeleted, Task.Delay(limit, TimeProvider.System));
        var run = new ConsumerRun(backlog.Deleted, Clocks.Wall() - start, sqs.Calls, GC.GetTotalAllocatedBytes(precise: true) - allocated);
        await host.StopAsync();
        return handled.Value >= run.Messages ? run : throw new InvalidOperationException($"{run.Messages} messages were deleted and {handled.Value} handled.");
    }

    /// <summary>A host with one consumer and its default options. Only its stop, which no figure measures, does not wait for a receive.</summary>
    public static IHost HostOf<THandler>(StandInSqs sqs, Action<IServiceCollection> add)
        where THandler : class, ICdcHandler<string> => HostOf(sqs, services =>
        {
            add(services);
            services.AddCdcConsumer<string, THandler>("orders");
        });

    /// <inheritdoc cref="HostOf{THandler}"/>
    /// <param name="sqs">The queue.</param>
    /// <param name="add">Adds the consumer.</param>
    public static IHost HostOf(StandInSqs sqs, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IAmazonSQS>(sqs);
        add(builder.Services);
        builder.Services.ConfigureAll<CdcConsumerOptions>(options =>
        {
            options.QueueUrl = StandInSqs.QueueUrl;
            options.ReceiveGracePeriod = TimeSpan.Zero;
        });
        return builder.Build();
    }
}
