using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Cdc.ServiceClient;

/// <summary>Gives a Regional service's endpoint in any partition, by AWS's naming rules.</summary>
/// <param name="prefix">The service's part of the host name, for example <c>sns</c>.</param>
/// <remarks>
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html"/>. In the GovCloud partition the plain endpoints are the
/// FIPS ones (<see href="https://aws.amazon.com/compliance/fips/"/>).
/// </remarks>
internal sealed class EndpointProvider(string prefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        if (parameters["Endpoint"] is string endpoint) return new Endpoint(endpoint);
        if (parameters["Region"] is not string region)
            throw new AmazonClientException($"No Region is configured for {prefix}. Set AWS_REGION, or the client configuration's RegionEndpoint.");

        var partition = Fn.Partition(region);
        var dualStack = parameters["UseDualStack"] is true;
        var fips = parameters["UseFIPS"] is true;
        if (dualStack && !partition.supportsDualStack)
            throw new AmazonClientException($"Dual-stack endpoints are enabled, but the partition {partition.name} has none.");
        if (fips && !partition.supportsFIPS)
            throw new AmazonClientException($"FIPS endpoints are enabled, but the partition {partition.name} has none.");

        var host = fips && (dualStack || partition.name != "aws-us-gov") ? prefix + "-fips" : prefix;
        return new Endpoint($"https://{host}.{region}.{(dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}
