using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cdc.Aspire.Hosting;

/// <summary>Asks the local AWS over HTTP, as the projects do.</summary>
internal sealed class LocalAwsHealthCheck(LocalAwsResource resource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (resource.Server is not { } server) return HealthCheckResult.Unhealthy("It is not started.");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url);
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        request.Content = new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-amz-json-1.0"));
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"It answered {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException error)
        {
            return HealthCheckResult.Unhealthy("It does not answer.", error);
        }
    }
}
