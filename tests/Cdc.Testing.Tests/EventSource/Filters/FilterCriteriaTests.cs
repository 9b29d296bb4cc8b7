using System.Text;
using Cdc.Testing.EventSource.Filters;
using Cdc.Testing.EventSource.Queues;
using Cdc.Testing.EventSource.Streams;

namespace Cdc.Testing.Tests.EventSource.Filters;

public sealed class FilterCriteriaTests
{
    private const string Change =
        """{"eventName":"INSERT","dynamodb":{"Keys":{"pk":{"S":"Order-1"}},"NewImage":{"state":{"S":"Paid"},"total":{"N":"12"},"tags":{"SS":["a","b"]},"gone":{"NULL":true}},"SizeBytes":26}}""";

    private const string Expiry = """{"eventName":"REMOVE","userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},"dynamodb":{}}""";

    [Theory]
    [InlineData("""{"eventName":["INSERT"]}""")]
    [InlineData("""{"eventName":["MODIFY","INSERT"]}""")]
    [InlineData("""{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"Order-"}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":{"S":[{"suffix":"id"}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":{"S":[{"equals-ignore-case":"PAID"}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":{"S":[{"anything-but":"Open"}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":{"S":[{"anything-but":["Open","Closed"]}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":{"S":[{"exists":true}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"nothing":{"S":[{"exists":false}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":[{"exists":false}]}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"tags":{"SS":["b"]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"gone":{"NULL":[true]}}}}""")]
    [InlineData("""{"dynamodb":{"SizeBytes":[26]}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"total":{"N":["12"]}}}}""")]
    [InlineData("""{"$or":[{"eventName":["REMOVE"]},{"dynamodb":{"NewImage":{"state":{"S":["Paid"]}}}}]}""")]
    public void Matches_Pattern_IsMet(string pattern) => Matches(Change, pattern).Should().BeTrue();

    [Theory]
    [InlineData("""{"eventName":["REMOVE"]}""")]
    [InlineData("""{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":["Order-2"]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":{"S":[{"anything-but":["Paid"]}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"nothing":{"S":[{"anything-but":["Paid"]}]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":[{"exists":true}]}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"total":{"N":[12]}}}}""")]
    [InlineData("""{"dynamodb":{"NewImage":{"state":{"S":["paid"]}}}}""")]
    [InlineData("""{"userIdentity":{"type":["Service"]}}""")]
    [InlineData("""{"eventName":["INSERT"],"$or":[{"eventName":["REMOVE"]},{"eventName":["MODIFY"]}]}""")]
    public void Matches_Pattern_IsNotMet(string pattern) => Matches(Change, pattern).Should().BeFalse();

    [Fact]
    public void Matches_PatternForExpiries_TellsThemFromDeletes()
    {
        const string Pattern = """{"userIdentity":{"type":["Service"],"principalId":["dynamodb.amazonaws.com"]}}""";

        Matches(Expiry, Pattern).Should().BeTrue();
        Matches("""{"eventName":"REMOVE","dynamodb":{}}""", Pattern).Should().BeFalse();
    }

    [Fact]
    public void Matches_SeveralPatterns_OneIsEnough()
    {
        Matches(Change, """{"eventName":["REMOVE"]}""", """{"eventName":["INSERT"]}""").Should().BeTrue();
        Matches(Change).Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"n":7,"s":"x"}""", """{"body":{"s":["x"]}}""", true)]
    [InlineData("""{"n":7,"s":"x"}""", """{"body":{"n":[{"numeric":[">",6,"<=",7]}]}}""", true)]
    [InlineData("""{"n":7,"s":"x"}""", """{"body":{"n":[{"numeric":["<",7]}]}}""", false)]
    [InlineData("""{"n":7,"s":"x"}""", """{"body":{"n":[{"numeric":["=",7.0]}]}}""", true)]
    [InlineData("""{"n":7,"s":"x"}""", """{"body":["x"]}""", false)]
    [InlineData("x", """{"body":["x"]}""", true)]
    [InlineData("xyz", """{"body":[{"prefix":"x"}]}""", true)]
    [InlineData("x", """{"body":{"s":["x"]}}""", false)]
    [InlineData("x", """{"body":{"s":[{"exists":false}]}}""", false)]
    [InlineData("7", """{"body":["7"]}""", true)]
    [InlineData("x", """{"messageId":["m"]}""", true)]
    [InlineData("{}", """{"messageId":["m"]}""", true)]
    public void MatchesMessage_Body_IsJsonOrText(string body, string pattern, bool expected)
    {
        var json = $$"""{"messageId":"m","body":"{{body.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""";
        var record = new QueueEventRecord { Id = "m", Json = Encoding.UTF8.GetBytes(json), ReceiptHandle = "r", Body = body, ReceivedAt = default };

        new FilterCriteria([pattern], allowsNumeric: true).MatchesMessage(record, body).Should().Be(expected);
    }

    [Theory]
    [InlineData("not JSON", "it is not JSON")]
    [InlineData("[]", "the pattern must be an object with members")]
    [InlineData("""{"a":{}}""", "'a' must be an object with members")]
    [InlineData("""{"a":"x"}""", "'a' must be an object with members")]
    [InlineData("""{"a":[]}""", "'a' must not be an empty array")]
    [InlineData("""{"$or":["x"]}""", "each pattern of $or must be an object with members")]
    [InlineData("""{"a":[["x"]]}""", "a rule compares with a string, a number, true, false or null")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""", "a rule has one operator")]
    [InlineData("""{"a":[{"prefix":1}]}""", "prefix takes a string")]
    [InlineData("""{"a":[{"exists":"yes"}]}""", "exists takes true or false")]
    [InlineData("""{"a":[{"like":"x"}]}""", "there is no operator 'like'")]
    [InlineData("""{"a":[{"numeric":["=",1]}]}""", "numeric does not work here: DynamoDB writes numbers as strings")]
    public void FaultsOf_WrongPattern_SayWhatIsWrong(string pattern, string expected) =>
        FilterCriteria.FaultsOf("FilterPatterns", [pattern], allowsNumeric: false).Should().Equal($"FilterPatterns holds '{pattern}': {expected}.");

    [Theory]
    [InlineData("""["="]""")]
    [InlineData("""["<>",1]""")]
    [InlineData("""["=","1"]""")]
    [InlineData("""[">",1,">",2]""")]
    [InlineData("""["=",1,"<",2]""")]
    [InlineData("""[">",2,"<",2]""")]
    [InlineData("7")]
    public void FaultsOf_WrongNumericRule_SayIt(string rule) =>
        FilterCriteria.FaultsOf("FilterPatterns", ["""{"body":{"n":[{"numeric":""" + rule + "}]}}"], allowsNumeric: true).Should().ContainSingle(fault => fault.Contains("numeric"));

    [Fact]
    public void FaultsOf_TooManyOrTooLong_SayBoth()
    {
        var tooLong = $$"""{"a":["{{new string('x', 4096)}}"]}""";

        FilterCriteria.FaultsOf("FilterPatterns", [.. Enumerable.Repeat("""{"a":["b"]}""", 5), tooLong], allowsNumeric: false).Should().Equal(
            "FilterPatterns has 6 patterns, more than 5.", $"FilterPatterns holds '{tooLong}': a pattern has at most 4096 characters.");
    }

    private static bool Matches(string json, params string[] patterns) => new FilterCriteria(patterns, allowsNumeric: false).Matches(
        new StreamEventRecord { Id = "1", Json = Encoding.UTF8.GetBytes(json), Item = 0, CreatedAt = null, ReadAt = default });
}
