using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace Cdc.ServiceClient;

/// <summary>Hands the client's settings to its <see cref="EndpointProvider"/> and puts the answer into the request.</summary>
internal sealed class EndpointResolver : BaseEndpointResolver
{
    /// <summary>What a client's configuration says of its endpoint.</summary>
    public static EndpointParameters ParametersOf(IClientConfig config) => new()
    {
        ["Endpoint"] = config.ServiceURL,
        ["Region"] = config.RegionEndpoint?.SystemName,
        ["UseDualStack"] = config.UseDualstackEndpoint,
        ["UseFIPS"] = config.UseFIPSEndpoint,
    };

    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext)
    {
        var config = requestContext.ClientConfig;
        var parameters = ParametersOf(config);
        // An endpoint that somebody set serves every Region.
        if (config.ServiceURL is null && requestContext.OriginalRequest is IRegionalRequest { Region: { } region } && region != config.RegionEndpoint?.SystemName)
        {
            parameters["Region"] = region;
            requestContext.Request.AuthenticationRegion = region;
        }

        return parameters;
    }
}
