using System.Text;
using Cdc.Testing.EventSource;
using Cdc.Testing.EventSource.Streams;

namespace Cdc.Testing.Tests.EventSource;

/// <summary>What Lambda makes of a function's answer on the records 8, 9, 10 and 11.</summary>
public sealed class BatchResponseTests
{
    private static readonly EventRecord[] _records =
        [Record("999999999999999999998"), Record("999999999999999999999"), Record("1000000000000000000000"), Record("1000000000000000000001")];

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"batchItemFailures":[]}""")]
    [InlineData("""{"batchItemFailures":null}""")]
    [InlineData("""{"other":[{"itemIdentifier":"999999999999999999998"}]}""")]
    public void Failed_NothingReported_IsNone(string answer) => Failed(answer).Should().BeEmpty();

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
    public void Failed_Unreadable_SaysNothingOfAny(string answer) => Failed(answer).Should().BeNull();

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"999999999999999999998"}]}""", 0)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"1000000000000000000001"},{"itemIdentifier":"999999999999999999999"}]}""", 1, 3)]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"999999999999999999999"},{"itemIdentifier":"999999999999999999999"}]}""", 1)]
    [InlineData("""{"more":1,"batchItemFailures":[{"more":[],"itemIdentifier":"1000000000000000000000"}]}""", 2)]
    public void Failed_Reported_IsThose(string answer, params int[] expected) => Failed(answer).Should().BeEquivalentTo(expected);

    private static IReadOnlySet<int>? Failed(string answer) => BatchResponse.Failed(Encoding.UTF8.GetBytes(answer), _records);

    private static StreamEventRecord Record(string id) => new() { Id = id, Json = default, Item = 0, CreatedAt = null, ReadAt = default };
}
