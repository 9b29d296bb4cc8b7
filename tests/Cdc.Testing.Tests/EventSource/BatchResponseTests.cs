using System.Text;
using Cdc.Testing.EventSource;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>What Lambda makes of a function's answer on the records 8, 9, 10 and 11.</summary>
public sealed class BatchResponseTests
{
    private static readonly string[] _sequenceNumbers =
        ["999999999999999999998", "999999999999999999999", "1000000000000000000000", "1000000000000000000001"];

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"batchItemFailures":[]}""")]
    [InlineData("""{"batchItemFailures":null}""")]
    [InlineData("""{"other":[{"itemIdentifier":"999999999999999999998"}]}""")]
    public void FirstFailed_NothingReported_IsBehindTheLast(string answer) => FirstFailed(answer).Should().Be(4);

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemidentifier":"1000000000000000000000"}]}""")]
    [InlineData("""{"batchItemFailures":[{}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"1000000000000000000002"}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"01000000000000000000000"}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":1000000000000000000000}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"\ud800"}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"1000000000000000000000"},{"itemIdentifier":""}]}""")]
    [InlineData("""{"batchItemFailures":["1000000000000000000000"]}""")]
    [InlineData("""{"batchItemFailures":[null]}""")]
    [InlineData("""{"batchItemFailures":{"itemIdentifier":"1000000000000000000000"}}""")]
    [InlineData("""{"batchItemFailures":"1000000000000000000000"}""")]
    [InlineData("""[{"itemIdentifier":"1000000000000000000000"}]""")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("{\"batchItemFailures\":[")]
    [InlineData("Unhandled exception")]
    public void FirstFailed_Unreadable_IsTheFirst(string answer) => FirstFailed(answer).Should().Be(0);

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"999999999999999999998"}]}""", 0)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"1000000000000000000001"}]}""", 3)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"1000000000000000000001"},{"itemIdentifier":"999999999999999999999"}]}""", 1)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"999999999999999999999"},{"itemIdentifier":"1000000000000000000000"}]}""", 1)]
    [InlineData("""{"more":1,"batchItemFailures":[{"more":[],"itemIdentifier":"1000000000000000000000"}]}""", 2)]
    public void FirstFailed_Reported_IsTheLowest(string answer, int expected) => FirstFailed(answer).Should().Be(expected);

    private static int FirstFailed(string answer) => BatchResponse.FirstFailed(Encoding.UTF8.GetBytes(answer), _sequenceNumbers);
}
