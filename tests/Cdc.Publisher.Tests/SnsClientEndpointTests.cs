using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Cdc.ServiceClient;

namespace Cdc.Publisher.Tests;

/// <summary>Where calls go, by AWS's own naming rules.</summary>
public sealed class SnsClientEndpointTests
{
    [Theory]
    [InlineData("eu-central-1", false, false, "https://sns.eu-central-1.amazonaws.com/")]
    [InlineData("us-east-1", true, false, "https://sns-fips.us-east-1.amazonaws.com/")]
    [InlineData("us-east-1", false, true, "https://sns.us-east-1.api.aws/")]
    [InlineData("us-east-1", true, true, "https://sns-fips.us-east-1.api.aws/")]
    [InlineData("cn-north-1", false, false, "https://sns.cn-north-1.amazonaws.com.cn/")]
    [InlineData("cn-northwest-1", false, true, "https://sns.cn-northwest-1.api.amazonwebservices.com.cn/")]
    [InlineData("us-gov-west-1", false, false, "https://sns.us-gov-west-1.amazonaws.com/")]
    [InlineData("us-gov-west-1", true, false, "https://sns.us-gov-west-1.amazonaws.com/")]
    [InlineData("us-gov-east-1", true, false, "https://sns.us-gov-east-1.amazonaws.com/")]
    [InlineData("us-gov-east-1", true, true, "https://sns-fips.us-gov-east-1.api.aws/")]
    [InlineData("us-iso-east-1", false, false, "https://sns.us-iso-east-1.c2s.ic.gov/")]
    [InlineData("us-iso-east-1", false, true, "https://sns.us-iso-east-1.api.aws.ic.gov/")]
    [InlineData("us-isob-east-1", false, false, "https://sns.us-isob-east-1.sc2s.sgov.gov/")]
    [InlineData("eu-isoe-west-1", false, false, "https://sns.eu-isoe-west-1.cloud.adc-e.uk/")]
    [InlineData("eusc-de-east-1", false, false, "https://sns.eusc-de-east-1.amazonaws.eu/")]
    public async Task PublishBatch_Region_GoesToItsEndpoint(string region, bool fips, bool dualStack, string uri)
    {
        var http = new StubHttp((HttpStatusCode.OK, StubHttp.Success));
        using var client = http.CreateClient(region, config =>
        {
            config.UseFIPSEndpoint = fips;
            config.UseDualstackEndpoint = dualStack;
        });

        await client.PublishBatchAsync($"arn:aws:sns:{region}:123456789012:orders", [new SnsEntry("0", "m")], default);

        var request = http.Requests.Single();
        request.Uri.AbsoluteUri.Should().Be(uri);
        request.Headers["Authorization"].Should().Contain($"/{region}/sns/aws4_request");
        client.Config.DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(new ProbeRequest())).URL.Should().Be(uri.TrimEnd('/'));
    }

    [Fact]
    public async Task PublishBatch_TopicsInSeveralRegions_GoesToEachOnesEndpointAndSignsForIt()
    {
        var http = new StubHttp((HttpStatusCode.OK, StubHttp.Success));
        using var client = http.CreateClient("eu-central-1");
        string[] regions = ["us-east-1", "eu-central-1", "ap-south-1"];

        await Task.WhenAll(regions.Select(region => client.PublishBatchAsync($"arn:aws:sns:{region}:123456789012:orders", [new SnsEntry("0", "m")], default)));
        await client.PublishAsync("arn:aws:sns:sa-east-1:123456789012:orders", new SnsEntry("0", "m")).ContinueWith(_ => { }, TaskScheduler.Default);

        foreach (var region in regions.Append("sa-east-1"))
        {
            var request = http.Requests.Should().ContainSingle(sent => sent.Uri.AbsoluteUri == $"https://sns.{region}.amazonaws.com/").Which;
            request.Headers["Authorization"].Should().Contain($"/{region}/sns/aws4_request");
        }
    }

    [Fact]
    public async Task PublishBatch_ServiceUrl_GoesThereAndSignsForTheAuthenticationRegion()
    {
        var http = new StubHttp((HttpStatusCode.OK, StubHttp.Success));
        var config = new SnsClientConfig { ServiceURL = "http://127.0.0.1:4566", AuthenticationRegion = "eu-west-1", HttpClientFactory = http };
        using var client = new SnsClient(new BasicAWSCredentials("a", "b"), config);

        await client.PublishBatchAsync(StreamEvents.TopicArn, [new SnsEntry("0", "m")], default);

        http.Requests.Single().Uri.AbsoluteUri.Should().Be("http://127.0.0.1:4566/");
        http.Requests.Single().Headers["Authorization"].Should().Contain("/eu-west-1/sns/aws4_request");
    }

    [Fact]
    public void ResolveEndpoint_NeitherRegionNorUrl_SaysWhatToSet() =>
        FluentActions.Invoking(() => new EndpointProvider("sns").ResolveEndpoint(new EndpointParameters()))
            .Should().ThrowExactly<AmazonClientException>().WithMessage("No Region is configured for sns. Set AWS_REGION, or *");

    private sealed class ProbeRequest : AmazonWebServiceRequest;
}
