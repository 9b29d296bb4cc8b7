using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Consumer.Sqs;

namespace Cdc.Consumer.Tests.Sqs;

public sealed class SqsFaultTests
{
    public static TheoryData<Exception, string> Faults => new()
    {
        { new QueueDoesNotExistException("gone"), SqsFault.MissingQueue },
        { Service("AWS.SimpleQueueService.NonExistentQueue", HttpStatusCode.BadRequest), SqsFault.MissingQueue },
        { Service("AccessDenied", HttpStatusCode.Forbidden), SqsFault.AccessDenied },
        { Service("AccessDeniedException", HttpStatusCode.BadRequest), SqsFault.AccessDenied },
        { Service("KmsAccessDenied", HttpStatusCode.BadRequest), SqsFault.KeyAccess },
        { Service("KMS.DisabledException", HttpStatusCode.BadRequest), SqsFault.KeyAccess },
        { Service("KmsThrottled", HttpStatusCode.BadRequest), SqsFault.Throttled },
        { Service("RequestThrottled", HttpStatusCode.Forbidden), SqsFault.Throttled },
        { Service("KMS.ThrottlingException", HttpStatusCode.BadRequest), SqsFault.Throttled },
        { Service("ThrottlingException", HttpStatusCode.BadRequest), SqsFault.Throttled },
        { Service("OverLimit", HttpStatusCode.Forbidden), SqsFault.InFlight },
        { Service("AWS.SimpleQueueService.OverLimit", HttpStatusCode.Forbidden), SqsFault.InFlight },
        { Service("InvalidAddress", HttpStatusCode.BadRequest), SqsFault.InvalidAddress },
        { Service("RequestExpired", HttpStatusCode.BadRequest), SqsFault.BadCredentials },
        { Service("SignatureDoesNotMatch", HttpStatusCode.BadRequest), SqsFault.BadCredentials },
        { Service("InvalidClientTokenId", HttpStatusCode.Forbidden), SqsFault.BadCredentials },
        { Service("ExpiredTokenException", HttpStatusCode.BadRequest), SqsFault.BadCredentials },
        { Service("InternalError", HttpStatusCode.InternalServerError), SqsFault.Unknown },
        { new AmazonClientException("Failed to resolve AWS credentials. The credential providers …"), SqsFault.NoCredentials },
        { new HttpRequestException("Connection refused", new SocketException()), SqsFault.Unreachable },
        { new AmazonServiceException("wrapped", new HttpRequestException("Name or service not known")), SqsFault.Unreachable },
        { new TimeoutException("The operation was canceled."), SqsFault.TimedOut },
        { new TaskCanceledException(), SqsFault.TimedOut },
        { new InvalidOperationException("else"), SqsFault.Unknown },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Advice_OfEachFault_SaysWhatToDo(Exception error, string advice) => SqsFault.Advice(error).Should().Be(advice);

    [Fact]
    public async Task Advice_OfAnEndpointThatRefuses_IsToCheckTheNetwork()
    {
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials("a", "b"), new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:1", MaxErrorRetry = 0 });

        var call = () => sqs.GetQueueUrlAsync("orders");

        var error = (await call.Should().ThrowExactlyAsync<HttpRequestException>()).Which;
        SqsFault.Advice(error).Should().Be(SqsFault.Unreachable, "the error is {0}", error);
    }

    private static AmazonSQSException Service(string code, HttpStatusCode status) => new("message") { ErrorCode = code, StatusCode = status };
}
