using Amazon.SQS;
using Cdc.Testing;

namespace OrdersDemo.Tests;

public sealed class AwsPlaceTests
{
    private static readonly Uri _url = new("http://127.0.0.1:4566");

    [Fact]
    public void Options_OfAnyPlace_NameTheRegionThatCallsAreSignedFor() =>
        new AwsPlace(_url).Options.DefaultClientConfig.AuthenticationRegion.Should().NotBeNullOrEmpty("the SDK would look for it in files with every call");

    [Fact]
    public void Connect_PlaceInThisProcess_GoesThereWithoutASocket()
    {
        using var aws = new LocalAws();
        var config = new AmazonSQSConfig();

        new AwsPlace(_url, aws.HttpClientFactory).Connect(config);

        config.HttpClientFactory.Should().BeSameAs(aws.HttpClientFactory);
    }

    [Fact]
    public void Connect_PlaceElsewhere_LeavesTheSdksOwn()
    {
        var config = new AmazonSQSConfig();

        new AwsPlace(_url).Connect(config);

        config.HttpClientFactory.Should().BeNull();
    }
}
