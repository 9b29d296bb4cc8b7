using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Util.Internal;
using Cdc.ServiceClient;

namespace Cdc.Worker;

/// <summary>Configures a <see cref="DynamoDbStreamsClient"/> as any client of the AWS SDK is configured.</summary>
/// <remarks>
/// Region, endpoint (<c>AWS_ENDPOINT_URL_DYNAMODB_STREAMS</c> before <c>AWS_ENDPOINT_URL</c>), retries and the rest come from the environment
/// and the shared configuration file unless set here
/// (<see href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html"/>).
/// </remarks>
public sealed class DynamoDbStreamsClientConfig : ClientConfig
{
    private const string EndpointPrefix = "streams.dynamodb";

    private static readonly string _userAgent = InternalSDKUtils.BuildUserAgentString(
        "DynamoDB Streams", typeof(DynamoDbStreamsClientConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <summary>Creates a configuration from the environment.</summary>
    public DynamoDbStreamsClientConfig()
        : base(StandardConfiguration.Provider())
    {
        ServiceId = "DynamoDB Streams";
        AuthenticationServiceName = "dynamodb";
        EndpointProvider = new EndpointProvider(EndpointPrefix);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => EndpointPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => "2012-08-10";

    /// <inheritdoc/>
    public override string UserAgent => _userAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        EndpointProvider.ResolveEndpoint(EndpointResolver.ParametersOf(this));
}
