using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Publisher;
using Cdc.Snapshot;
using Cdc.Snapshot.Hosting;
using Cdc.Snapshot.Services;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a snapshot.</summary>
public static class CdcSnapshotServiceCollectionExtensions
{
    /// <summary>Registers a <see cref="CdcSnapshot"/>; call <see cref="CdcSnapshot.RunAsync"/> to run it.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same collection.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>
    /// The application's <c>IAmazonDynamoDB</c>, <c>IAmazonSQS</c>, <c>ISnsPublisher</c>, <see cref="ISnapshotProgressStore"/> and
    /// <see cref="TimeProvider"/> are used if they are registered. Otherwise clients are made from the environment, as the AWS SDK makes them. The
    /// options are checked when the host starts, or when the snapshot is made. An <see cref="OptionsValidationException"/> lists every fault at once.
    /// </remarks>
    public static IServiceCollection AddCdcSnapshot(this IServiceCollection services, Action<CdcSnapshotOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<CdcSnapshotOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CdcSnapshotOptions>, SnapshotOptionsValidator>());
        services.TryAddSingleton<SnapshotClients>();
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<CdcSnapshotOptions>>().Value;
            var clients = provider.GetRequiredService<SnapshotClients>();
            return new CdcSnapshot(
                options,
                clients.Get<IAmazonDynamoDB>(() => new AmazonDynamoDBClient()),
                options.QueueUrl is null ? null : clients.Get<IAmazonSQS>(() => new AmazonSQSClient()),
                options.TopicArn is null ? null : clients.Get<ISnsPublisher>(() => new SnsClient()),
                provider.GetService<ISnapshotProgressStore>(),
                provider.GetService<ILogger<CdcSnapshot>>(),
                provider.GetService<TimeProvider>());
        });
        return services;
    }
}
