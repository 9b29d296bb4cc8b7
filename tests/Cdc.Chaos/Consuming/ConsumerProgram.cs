using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Consumer;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cdc.Chaos.Consuming;

/// <summary>The consumer process: this assembly consumes its queues until its input ends, or until it is killed.</summary>
internal static class ConsumerProgram
{
    public const string Command = "consume";
    public const string MarksTable = "Marks";

    /// <param name="arguments">The seed, the process's name, and those of each <see cref="ConsumerTask"/>.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var seed, var name, .. var tasks] || !int.TryParse(seed, out var number)) throw new ArgumentException("A consumer's first argument is the seed.", nameof(arguments));

        // Ctrl-C is for the parent process, which then ends this one by ending its input.
        Console.CancelKeyPress += (_, interrupt) => interrupt.Cancel = true;
        var hosts = ConsumerTask.Parse(tasks).Select((task, index) => Build(task, new Chance(number, $"{name} {index}"))).ToList();
        await Task.WhenAll(hosts.Select(host => host.StartAsync()));
        await Console.In.ReadToEndAsync();
        await Task.WhenAll(hosts.Select(host => host.StopAsync()));
        hosts.ForEach(host => host.Dispose());
        return 0;
    }

    private static IHost Build(ConsumerTask task, Chance chance)
    {
        var takesBatches = chance.Is(0.5);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services
            .AddSingleton(new ConsumerLogWriter(task.LogPath))
            .AddSingleton(chance)
            .AddSingleton<IAmazonSQS>(services => new LoggingSqs(task.Endpoint, services.GetRequiredService<ConsumerLogWriter>()))
            .AddSingleton<IAmazonDynamoDB>(new AmazonDynamoDBClient(
                LocalAws.Credentials, new AmazonDynamoDBConfig { ServiceURL = task.Endpoint, AuthenticationRegion = "us-east-1" }))
            .AddSingleton<IHighWaterMarkStore>(services => new LoggingMarks(
                new DynamoDbHighWaterMarkStore(
                    services.GetRequiredService<IAmazonDynamoDB>(), new DynamoDbHighWaterMarkOptions { TableName = MarksTable, ServiceName = "chaos" }),
                services.GetRequiredService<ConsumerLogWriter>()))
            .AddSingleton<LoggingHandler>();
        var consumer = builder.Services.AddCdcConsumer<string>("orders").Configure(options =>
            {
                (options.QueueUrl, options.DeadLetterQueueUrl) = (task.QueueUrl, task.DeadLetterQueueUrl);
                (options.MaxConcurrency, options.WaitTime) = (64, TimeSpan.FromSeconds(1));
                (options.RetryDelay, options.MaxRetryDelay) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2));

                // On a FIFO queue the handler must get every single change.
                options.CoalesceChanges = !task.QueueUrl.EndsWith(".fifo", StringComparison.Ordinal);
            });
        if (takesBatches) consumer.HandleBatches<LoggingHandler>(options => (options.MaxBatchSize, options.MaxBatchWait) = (1 + chance.Next(50), TimeSpan.FromMilliseconds(chance.Next(100))));
        else consumer.Handle<LoggingHandler>();
        return builder.Build();
    }
}
