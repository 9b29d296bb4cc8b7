using System.Collections.ObjectModel;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Cdc.ServiceClient;

/// <summary>What a client does where its user says nothing, for each of the SDK's default modes.</summary>
/// <remarks><see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html"/></remarks>
internal static class StandardConfiguration
{
    private static readonly ReadOnlyCollection<IDefaultConfiguration> _modes = new(
    [
        Mode(DefaultConfigurationMode.Standard, 3.1),
        Mode(DefaultConfigurationMode.InRegion, 1.1),
        Mode(DefaultConfigurationMode.CrossRegion, 3.1),
        Mode(DefaultConfigurationMode.Mobile, 30),
        Mode(DefaultConfigurationMode.Auto, 1.1),
    ]);

    public static IDefaultConfigurationProvider Provider() => new DefaultConfigurationProvider(_modes);

    private static DefaultConfiguration Mode(DefaultConfigurationMode mode, double connectSeconds) => new()
    {
        Name = mode,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromSeconds(connectSeconds),
        TlsNegotiationTimeout = TimeSpan.FromSeconds(connectSeconds),
    };
}
