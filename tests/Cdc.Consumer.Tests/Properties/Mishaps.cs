using Cdc.Testing;

namespace Cdc.Consumer.Tests.Properties;

/// <summary>Everything that may go wrong with a queue and with the calls to it.</summary>
internal static class Mishaps
{
    private const int MostDuplicates = 20;
    private const int MostJumps = 3;

    private static readonly AwsFault _slow = AwsFault.Latency(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40));

    public static void Add(AwsFaults faults, double probability)
    {
        Add("ReceiveMessage", AwsFault.Reordering, AwsFault.EarlyVisibility(0.1), AwsFault.InternalError, AwsFault.ConnectionReset, AwsFault.AnswerLost);
        Add("DeleteMessageBatch", AwsFault.PartialFailure(0.5), AwsFault.Throttling, AwsFault.AnswerLost, _slow);
        Add("ChangeMessageVisibilityBatch", AwsFault.EarlyVisibility(0.1), AwsFault.PartialFailure(0.5), AwsFault.ServiceUnavailable, AwsFault.AnswerLost, _slow);
        Add("SendMessage", AwsFault.InternalError, AwsFault.AnswerLost);

        // Each of these makes more work: without a limit there might be no end.
        faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.DuplicateDelivery, probability, MostDuplicates);
        faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.ClockJump(TimeSpan.FromSeconds(45)), probability, MostJumps);

        void Add(string operation, params AwsFault[] all)
        {
            foreach (var fault in all) faults.Add(AwsService.Sqs, operation, fault, probability);
        }
    }
}
