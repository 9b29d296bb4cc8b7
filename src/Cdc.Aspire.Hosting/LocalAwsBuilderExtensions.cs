using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Cdc.Aspire.Hosting;

/// <summary>Adds the local AWS to an app host, and points projects at it.</summary>
public static class LocalAwsBuilderExtensions
{
    /// <summary>Adds the local AWS: DynamoDB with streams, SNS and SQS in the app host's process, at one address of this machine. No container is needed.</summary>
    /// <param name="builder">The app host.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="port">The port on 127.0.0.1: 0, the default, for a free one, or 1 to 65,535 to find it at the same place each time.</param>
    /// <returns>The resource, for <see cref="WithReference"/> and <c>WaitFor</c>. It is healthy once it answers, and is left out of manifests and deployments.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty, or no name that Aspire takes.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not from 0 to 65,535.</exception>
    public static IResourceBuilder<LocalAwsResource> AddLocalAws(this IDistributedApplicationBuilder builder, [ResourceName] string name, int port = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resource = new LocalAwsResource(name, port);
        var check = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(check, _ => new LocalAwsHealthCheck(resource), HealthStatus.Unhealthy, tags: null));
        return builder.AddResource(resource)
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "LocalAws",
                State = KnownResourceStates.NotStarted,
                Properties = [new(CustomResourceKnownProperties.Source, "Cdc.Testing")],
            })
            .WithHealthCheck(check)
            .ExcludeFromManifest()
            .OnInitializeResource(static (resource, start, cancellationToken) => StartAsync(resource, start, cancellationToken));
    }

    /// <summary>Gives a project the local AWS in place of AWS: <c>AWS_ENDPOINT_URL</c>, Region and credentials in its environment, which every AWS SDK reads.</summary>
    /// <typeparam name="TResource">The project, executable or container.</typeparam>
    /// <param name="builder">Who uses it. It starts when the local AWS is there; <c>WaitFor</c> is not needed.</param>
    /// <param name="aws">The local AWS.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// A container does not reach 127.0.0.1 of the machine: this is for projects and executables. Where the app host is published, nothing is set: there the environment says where AWS is.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IResourceBuilder<TResource> WithReference<TResource>(this IResourceBuilder<TResource> builder, IResourceBuilder<LocalAwsResource> aws)
        where TResource : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(aws);
        builder.WithReferenceRelationship(aws.Resource);
        return builder.WithEnvironment(async context =>
        {
            if (context.ExecutionContext.IsPublishMode) return;
            var server = await aws.Resource.GetServerAsync(context.CancellationToken).ConfigureAwait(false);
            context.EnvironmentVariables["AWS_ENDPOINT_URL"] = server.Url.ToString().TrimEnd('/');
            context.EnvironmentVariables["AWS_REGION"] = server.Aws.Options.Region;
            context.EnvironmentVariables["AWS_ACCESS_KEY_ID"] = "local";
            context.EnvironmentVariables["AWS_SECRET_ACCESS_KEY"] = "local";
        });
    }

    private static async Task StartAsync(LocalAwsResource resource, InitializeResourceEvent start, CancellationToken cancellationToken)
    {
        var states = start.Notifications;
        try
        {
            await start.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, start.Services), cancellationToken).ConfigureAwait(false);
            var server = await resource.StartAsync(cancellationToken).ConfigureAwait(false);
            StopWithHost(start.Services, server);
            LocalAwsLog.Listens(start.Logger, server.Url);
            await states.PublishUpdateAsync(resource, state => state with
            {
                State = KnownResourceStates.Running,
                Urls = [new UrlSnapshot("http", server.Url.ToString(), IsInternal: false)],
                EnvironmentVariables = ImmutableArray<EnvironmentVariableSnapshot>.Empty,
            }).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LocalAwsLog.DoesNotStart(start.Logger, error, resource.Port);
            await states.PublishUpdateAsync(resource, state => state with { State = KnownResourceStates.FailedToStart }).ConfigureAwait(false);
        }
    }

    private static void StopWithHost(IServiceProvider services, LocalAwsServer server) =>
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(() =>
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            server.Aws.Dispose();
        });
}
