using Cdc.Testing.EventSource.Streams;

namespace Cdc.Testing.Tests.EventSource.Streams;

public sealed class RetryPlanTests
{
    private static readonly StreamBatch _batch = new(Deliveries.Records(5)) { Failures = 2, Invocations = 3 };

    [Fact]
    public void After_AllAccepted_LeavesNothing() => Plan(5, bisects: true, retries: 0).Should().Be("");

    [Theory]
    [InlineData(0, -1, "1 2 3 4 5 (3)")]
    [InlineData(0, 3, "1 2 3 4 5 (3)")]
    [InlineData(2, 3, "3 4 5 (3)")]
    [InlineData(0, 2, "given up: 1 2 3 4 5 (3)")]
    [InlineData(4, 2, "given up: 5 (3)")]
    public void After_Failure_CountsAndSendsTheRestAgain(int accepted, int retries, string expected) => Plan(accepted, bisects: false, retries).Should().Be(expected);

    [Theory]
    [InlineData(2, "3 4 5 (2)")]
    [InlineData(4, "5 (2)")]
    [InlineData(0, "1 2 (2) | 3 4 5 (2)")]
    public void After_FailureWithBisect_SplitsAndCountsNothing(int accepted, string expected) => Plan(accepted, bisects: true, retries: 2).Should().Be(expected);

    [Theory]
    [InlineData(3, "1 (3)")]
    [InlineData(2, "given up: 1 (3)")]
    public void After_SingleRecordFailsWithBisect_Counts(int retries, string expected) =>
        Text(RetryPlan.After(_batch.First(1), 0, true, retries)).Should().Be(expected);

    private static string Plan(int accepted, bool bisects, int retries) => Text(RetryPlan.After(_batch, accepted, bisects, retries));

    private static string Text(RetryPlan plan) =>
        string.Join(" | ", plan.Next.Select(Text).Concat(plan.GivenUp is { } batch ? ["given up: " + Text(batch)] : []));

    private static string Text(StreamBatch batch) => $"{string.Join(' ', batch.Records.Select(record => record.Id))} ({batch.Failures})";
}
