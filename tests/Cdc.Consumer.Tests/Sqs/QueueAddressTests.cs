using Cdc.Consumer.Sqs;

namespace Cdc.Consumer.Tests.Sqs;

public sealed class QueueAddressTests
{
    private const string Url = "https://sqs.eu-central-1.amazonaws.com/000000000000/orders.fifo";

    [Theory]
    [InlineData(Url)]
    [InlineData(Url + "/")]
    [InlineData(Url + "//")]
    [InlineData(" " + Url + " ")]
    [InlineData(Url + "\n")]
    public void Normalize_UrlWithWhatDoesNotBelongAtItsEnds_IsTheQueues(string url)
    {
        QueueAddress.Normalize(url).Should().Be(Url);
        QueueAddress.Fault("QueueUrl", url).Should().BeNull();
    }

    [Theory]
    [InlineData(Url + "?a=b", "has a query or a fragment")]
    [InlineData(Url + "#a", "has a query or a fragment")]
    [InlineData("https://sqs.invalid/0/or ders", "has a blank or a line break")]
    [InlineData("https://sqs.invalid/0/or\nders", "has a blank or a line break")]
    [InlineData("orders", "is no absolute http or https URL")]
    public void Fault_UrlThatCannotBeAQueues_SaysWhy(string url, string fault) => QueueAddress.Fault("QueueUrl", url).Should().Contain(fault);
}
