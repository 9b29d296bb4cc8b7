using Amazon.DynamoDBv2;
using Amazon.SQS;

namespace OrdersDemo.Parts;

/// <summary>What the hosts of the parts have in common.</summary>
internal static class PartHost
{
    public static void Configure(IHostApplicationBuilder builder, PartSettings settings, TimeSpan stopWithin)
    {
        builder.Configuration.AddInMemoryCollection(settings.Values);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = stopWithin);
        if (settings.Place is { } place)
        {
            builder.Services.AddDefaultAWSOptions(place.Options);
            builder.Services.AddAWSService<IAmazonDynamoDB>((config, _) => place.Connect(config));
            builder.Services.AddAWSService<IAmazonSQS>((config, _) => place.Connect(config));
        }

        // Ctrl-C belongs to the demo, which stops its parts in order.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        ConfigureLogging(builder.Logging, settings.Options);
    }

    public static void ConfigureLogging(ILoggingBuilder logging, DemoOptions options)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.SetMinimumLevel(options.LogLevel);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("AWSSDK", LogLevel.Warning);
        // The demo itself says, once, why a part did not start.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
    }

    public static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
