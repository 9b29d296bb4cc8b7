using System.Text;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Cdc.Testing;

namespace Cdc.Benchmarks.Chain;

/// <summary>Makes the consumer's client, whose calls are billed.</summary>
internal static class BilledSqs
{
    public static AmazonSQSClient Create(LocalAws aws, Bill bill)
    {
        var client = aws.CreateSqsClient();
        client.AfterResponseEvent += (_, args) => Note(((WebServiceResponseEventArgs)args).Response, bill);
        return client;
    }

    private static void Note(AmazonWebServiceResponse response, Bill bill)
    {
        if (response is ReceiveMessageResponse received) bill.Received([.. (received.Messages ?? []).Select(BytesOf)]);
        else if (response is DeleteMessageBatchResponse or DeleteMessageResponse) bill.Deleted();
        else throw new InvalidOperationException($"{response.GetType().Name} is not billed: the figures would be too low.");
    }

    private static long BytesOf(Message message) => Encoding.UTF8.GetByteCount(message.Body)
        + (message.MessageAttributes ?? []).Sum(attribute => (long)Encoding.UTF8.GetByteCount(attribute.Key + attribute.Value.DataType + attribute.Value.StringValue));
}
