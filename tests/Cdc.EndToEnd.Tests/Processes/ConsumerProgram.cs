using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Consumer;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cdc.EndToEnd.Tests.Processes;

/// <summary>What this assembly does as a program: it consumes a queue until its input ends.</summary>
internal static class ConsumerProgram
{
    /// <param name="arguments">
    /// The endpoint's URL; the queue's; the file that every handled change is written to; whether there are high-water marks; the change
    /// from which on nothing that is written is acknowledged, counted from 1, or 0 for none.
    /// </param>
    public static async Task Main(string[] arguments)
    {
        if (arguments is not [var endpoint, var queueUrl, var path, var hasMarks, var hangsFrom]) throw new ArgumentException("This takes five arguments.", nameof(arguments));

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddSingleton<IAmazonSQS>(new AmazonSQSClient(LocalAws.Credentials, new AmazonSQSConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" }))
            .AddSingleton<IAmazonDynamoDB>(
                new AmazonDynamoDBClient(LocalAws.Credentials, new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" }))
            .AddSingleton(new WritingHandler(path, int.Parse(hangsFrom, CultureInfo.InvariantCulture)))
            .AddCdcConsumer<string, WritingHandler>("orders").Configure(options =>
            {
                // A poll that waits when the process is killed would be given messages that nobody gets to see.
                (options.QueueUrl, options.WaitTime) = (queueUrl, TimeSpan.Zero);
            });
        if (bool.Parse(hasMarks)) builder.Services.AddDynamoDbHighWaterMarks(options => (options.ServiceName, options.CreateIfMissing) = ("orders", true));

        using var host = builder.Build();
        await host.StartAsync();
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }

    /// <summary>Writes each change's id to a file before it is acknowledged; from some change on, none is.</summary>
    private sealed class WritingHandler(string path, int hangsFrom) : ICdcHandler<string>
    {
        private readonly Lock _gate = new();
        private int _written;

        public Task HandleAsync(CdcContext<string> context, CancellationToken cancellationToken)
        {
            int written;
            lock (_gate)
            {
                File.AppendAllText(path, $"{context.Change.Id}\n");
                written = ++_written;
            }

            return hangsFrom > 0 && written >= hangsFrom ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : Task.CompletedTask;
        }
    }
}
