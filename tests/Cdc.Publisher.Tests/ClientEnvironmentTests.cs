using System.Net;
using Amazon.Runtime;

namespace Cdc.Publisher.Tests;

/// <summary>What the client takes from its environment.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class ClientEnvironmentTests
{
    private static readonly (string, string?) _region = ("AWS_REGION", "eu-central-1");

    [Theory]
    [InlineData("http://127.0.0.1:4566", null, "http://127.0.0.1:4566/")]
    [InlineData(null, "http://127.0.0.1:4577", "http://127.0.0.1:4577/")]
    [InlineData("http://127.0.0.1:4566", "http://127.0.0.1:4577", "http://127.0.0.1:4577/")]
    public async Task PublishBatch_EndpointUrls_TheServicesOwnWins(string? general, string? sns, string uri)
    {
        using var environment = new ProcessEnvironment(_region, ("AWS_ENDPOINT_URL", general), ("AWS_ENDPOINT_URL_SNS", sns));
        var http = new StubHttp((HttpStatusCode.OK, StubHttp.Success));
        using var client = new SnsClient(new BasicAWSCredentials("a", "b"), new SnsClientConfig { HttpClientFactory = http });

        await client.PublishBatchAsync(StreamEvents.TopicArn, [new SnsEntry("0", "m")], default);

        http.Requests.Single().Uri.AbsoluteUri.Should().Be(uri);
        http.Requests.Single().Headers["Authorization"].Should().Contain("/eu-central-1/sns/aws4_request");
    }

    [Fact]
    public void CreateClient_NoRegion_SaysSo()
    {
        using var environment = new ProcessEnvironment();

        FluentActions.Invoking(() => new SnsClient()).Should().ThrowExactly<AmazonClientException>().WithMessage("*Region*");
    }

    [Fact]
    public async Task Publish_NoCredentials_ReportsTheRecordsAndSaysWhatToSet()
    {
        using var environment = new ProcessEnvironment(_region);
        var logger = new RecordingLogger<CdcPublisher>();
        using var client = new SnsClient(new SnsClientConfig { HttpClientFactory = new StubHttp((HttpStatusCode.OK, StubHttp.Success)) });

        var result = await new CdcPublisher(StreamEvents.Options, client, logger).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)));

        result.Should().Be(Results.Of(0, 0, "1"));
        logger.Events.Should().ContainSingle(entry => entry.Id == 1006).Which.Text.Should().Contain("No AWS credentials were found: give the function a role");
    }
}
