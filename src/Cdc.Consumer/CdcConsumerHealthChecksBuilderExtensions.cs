using Cdc.Consumer;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of consumers.</summary>
public static class CdcConsumerHealthChecksBuilderExtensions
{
    /// <summary>Checks all consumers of the host.</summary>
    /// <param name="builder">The builder that <c>AddHealthChecks</c> returns.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What is reported where a consumer does not receive or a handler does not end; null for unhealthy.</param>
    /// <param name="tags">Tags to choose checks by; null for none.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="name"/> is null.</exception>
    public static IHealthChecksBuilder AddCdcConsumers(
        this IHealthChecksBuilder builder, string name = "cdc", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            services => services.GetService<CdcConsumerHealthCheck>() ?? CdcConsumerHealthCheck.OfNone,
            failureStatus,
            tags));
    }
}
