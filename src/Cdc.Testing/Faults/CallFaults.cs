using System.Net;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Faults;

/// <summary>Breaks a service's calls as a whole.</summary>
internal sealed class CallFaults(AwsFaults faults, AwsService service, ServiceClock clock)
{
    public bool AreAny => faults.AreAny;

    /// <summary>Carries out a call as far as the faults let it.</summary>
    /// <exception cref="AwsServiceException">A fault refuses the call.</exception>
    /// <exception cref="ConnectionResetException">A fault breaks the connection, before the call or after it.</exception>
    public async ValueTask RunAsync(string operation, Func<ValueTask> call, CancellationToken cancellationToken)
    {
        foreach (var (fault, draw) in faults.StrikeCall(service, operation))
        {
            switch (fault.Kind)
            {
                case AwsFaultKind.Latency:
                    await Task.Delay(fault.Duration(draw), clock, cancellationToken).ConfigureAwait(false);
                    break;
                case AwsFaultKind.ClockJump:
                    clock.Move(fault.Longest);
                    break;
                case AwsFaultKind.AnswerLost:
                    await RunUnheardAsync(call).ConfigureAwait(false);
                    throw new ConnectionResetException();
                case AwsFaultKind.ConnectionReset:
                    throw new ConnectionResetException();
                default:
                    throw Refusal(fault.Kind, operation);
            }
        }

        await call().ConfigureAwait(false);
    }

    /// <summary>Carries out a call whose answer is lost. A refusal is an answer too, and is lost as well.</summary>
    private static async ValueTask RunUnheardAsync(Func<ValueTask> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (AwsServiceException)
        {
        }
    }

    private AwsServiceException Refusal(AwsFaultKind kind, string operation) => (kind, service) switch
    {
        (AwsFaultKind.Throttling, AwsService.Sqs) => new("RequestThrottled", "Rate exceeded", HttpStatusCode.Forbidden) { QueryCode = "RequestThrottled" },
        (AwsFaultKind.Throttling, AwsService.Sns) => new("ThrottlingException", "Rate exceeded"),
        (AwsFaultKind.Throttling, AwsService.DynamoDbStreams) => new("LimitExceededException", "Rate exceeded"),
        (AwsFaultKind.Throttling, _) when operation.EndsWith("Table", StringComparison.Ordinal)
            || operation.EndsWith("Tables", StringComparison.Ordinal) || operation.EndsWith("TimeToLive", StringComparison.Ordinal) =>
            new("ThrottlingException", "Rate of requests exceeds the allowed throughput."),
        (AwsFaultKind.Throttling, _) => ThroughputExceeded(),
        (AwsFaultKind.InternalError, AwsService.Sqs) =>
            new("InternalFailure", "A fault of LocalAws.", HttpStatusCode.InternalServerError) { QueryCode = "InternalFailure" },
        (AwsFaultKind.InternalError, AwsService.Sns) => new("InternalError", "A fault of LocalAws.", HttpStatusCode.InternalServerError),
        (AwsFaultKind.InternalError, _) => new("InternalServerError", "A fault of LocalAws.", HttpStatusCode.InternalServerError),
        (AwsFaultKind.ServiceUnavailable, _) => new("ServiceUnavailable", "A fault of LocalAws.", HttpStatusCode.ServiceUnavailable),
        _ => new("ExpiredIteratorException", "Iterator expired. A fault of LocalAws."),
    };

    /// <summary>DynamoDB's answer where a table has no throughput left.</summary>
    public static AwsServiceException ThroughputExceeded() => new(
        "ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.");
}
