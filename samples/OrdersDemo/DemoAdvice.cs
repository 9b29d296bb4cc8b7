using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace OrdersDemo;

/// <summary>Says what to do about a failure that a user can mend.</summary>
internal static class DemoAdvice
{
    /// <returns>One line for each fault; none where the failure is not the user's to mend.</returns>
    public static IReadOnlyList<string> Of(Exception failure, DemoOptions options)
    {
        var faults = Faults(failure, options).ToList();
        if (!options.Aws) return faults;
        // One run names everything that is missing, whichever fault stopped the start.
        var account = AccountFaults().ToList();
        return failure is AmazonClientException && account.Count > 0 ? account : [.. faults, .. account];
    }

    private static IEnumerable<string> Faults(Exception failure, DemoOptions options) => failure switch
    {
        IOException { InnerException: AddressInUseException } or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied } =>
            [$"Port {options.Port} cannot be used: {failure.Message.TrimEnd('.')}. Stop what uses it, or choose another with --port."],
        AggregateException several => several.InnerExceptions.SelectMany(one => Faults(one, options)),
        OptionsValidationException invalid => invalid.Failures.Select(fault => $"{fault} ({Settings(invalid.OptionsType)})"),
        AmazonServiceException { ErrorCode.Length: > 0 } service => [$"AWS refused ({service.ErrorCode}): {service.Message}"],
        AmazonServiceException when options.EndpointUrl is { } url =>
            [$"What answers at {url} is not AWS. Start the emulator, or leave out --endpoint-url for the built-in one."],
        HttpRequestException or AmazonClientException when options.EndpointUrl is { } url =>
            [$"Nothing answers at {url}: {failure.Message.TrimEnd('.')}. Start the emulator, or leave out --endpoint-url for the built-in one."],
        AmazonServiceException or AmazonClientException or DemoException => [failure.Message],
        _ => [],
    };

    private static string Settings(Type options) =>
        options == typeof(Cdc.Consumer.CdcConsumerOptions) ? "environment variables Cdc__QueueUrl, Cdc__QueueName, …" : "environment variable Orders__TableName";

    private static IEnumerable<string> AccountFaults()
    {
        var aws = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetAWSOptions();
        if (aws.Region is null && FallbackRegionFactory.GetRegionEndpoint() is null)
            yield return "No AWS Region is set. Set AWS_REGION, or a region in the profile that AWS_PROFILE names.";
        if (aws.Profile is null && !HasCredentials())
            yield return "No AWS credentials are found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
    }

    private static bool HasCredentials()
    {
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials() is not null;
        }
        catch (AmazonClientException)
        {
            return false;
        }
    }
}
