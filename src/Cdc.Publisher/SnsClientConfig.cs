using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util.Internal;
using Cdc.ServiceClient;
using Cdc.SnsCalls;

namespace Cdc.Publisher;

/// <summary>Configures a <see cref="SnsClient"/> as any client of the AWS SDK is configured.</summary>
/// <remarks>
/// Region, endpoint (<c>AWS_ENDPOINT_URL_SNS</c> before <c>AWS_ENDPOINT_URL</c>), retries and the rest come from the environment and the shared
/// configuration file unless set here (<see href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html"/>).
/// </remarks>
public sealed class SnsClientConfig : ClientConfig
{
    private static readonly string _userAgent =
        InternalSDKUtils.BuildUserAgentString("SNS", typeof(SnsClientConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <summary>Creates a configuration from the environment.</summary>
    public SnsClientConfig()
        : base(StandardConfiguration.Provider())
    {
        ServiceId = "SNS";
        AuthenticationServiceName = "sns";
        EndpointProvider = new EndpointProvider("sns");
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "sns";

    /// <inheritdoc/>
    public override string ServiceVersion => SnsProtocol.Version;

    /// <inheritdoc/>
    public override string UserAgent => _userAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(EndpointResolver.ParametersOf(this));
}
