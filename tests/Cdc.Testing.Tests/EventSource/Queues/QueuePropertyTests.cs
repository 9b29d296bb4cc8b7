using System.Text.Json.Nodes;
using CsCheck;

namespace Cdc.Testing.Tests.EventSource.Queues;

/// <summary>Whatever the function does: each message is deleted once it is accepted and not before, and groups stay in order.</summary>
public sealed class QueuePropertyTests
{
    private static readonly Gen<(int Kind, int At)[]> _behaviours = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9]).Array[0, 12];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mapping_AnyBehaviourAndFaults_AcceptsEachMessage(bool isFifo) => await Gen.Select(_behaviours, Gen.Int).SampleAsync(
        async (behaviours, seed) =>
        {
            // What fails is shown again at once by the function itself, and fewer deletes fail than are tried: nothing here waits for time.
            var faults = new AwsFaults(seed);
            faults.Add(AwsService.Sqs, "DeleteMessageBatch", AwsFault.PartialFailure(0.3), probability: 0.3, count: 4);
            faults.Add(AwsService.Sqs, "DeleteMessageBatch", AwsFault.AnswerLost, probability: 0.1, count: 2);
            faults.Add(AwsService.Sqs, "ReceiveMessage", AwsFault.Throttling, probability: 0.1);
            using var queue = await MappedQueueFixture.CreateAsync(isFifo: isFifo, visibilitySeconds: 300, faults: faults);
            string[] bodies = [.. Enumerable.Range(0, 20).Select(number => $"{number % 4}.{number / 4}")];
            var accepted = new List<string>();
            queue.Function.Answer = async (number, batch) =>
            {
                await Task.Yield();
                var (kind, at) = number <= behaviours.Length ? behaviours[number - 1] : (0, 0);
                // A function that keeps groups in order reports everything from the first failure on.
                var rest = batch.Skip(at % batch.Count).ToArray();
                lock (accepted)
                {
                    if (kind == 0) accepted.AddRange(Bodies(batch));
                    if (kind == 1) accepted.AddRange(Bodies(batch.Take(at % batch.Count)));
                }

                await ReleaseAsync(queue, kind switch { 0 => [], 1 => rest, _ => [.. batch] });
                return kind switch
                {
                    0 => "",
                    1 => QueueFunction.Failed(rest),
                    2 => throw new InvalidOperationException("test"),
                    3 => """{"batchItemFailures":[{"itemIdentifier":""}]}""",
                    _ => """{"batchItemFailures":[{"itemIdentifier":"stranger"}]}""",
                };
            };
            await queue.SendAsync(bodies);

            await using (queue.Start(new() { RetryDelay = TimeSpan.FromTicks(1) })) await queue.EmptiedAsync();

            accepted.Should().BeEquivalentTo(bodies);
            if (!isFifo) return;
            foreach (var group in bodies.GroupBy(body => body.Split('.')[0])) accepted.Where(body => body.Split('.')[0] == group.Key).Should().Equal(group);
        },
        iter: 5,
        threads: 1);

    private static IEnumerable<string> Bodies(IEnumerable<JsonNode?> records) => records.Select(record => record!["body"]!.GetValue<string>());

    private static async Task ReleaseAsync(MappedQueueFixture queue, JsonNode?[] records)
    {
        foreach (var record in records) await queue.Sqs.ChangeMessageVisibilityAsync(queue.Url, record!["receiptHandle"]!.GetValue<string>(), 0);
    }
}
