using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Cdc.Publisher.Tests;

/// <summary>The bodies that the publisher hands to <see cref="SnsClient"/> ready made.</summary>
public sealed class PublishedBodyTests
{
    private const string Secret = "secret";

    [Fact]
    public Task Publish_AnyKeys_SendsWhatAnyOtherPublisherIsGiven() => Gen.Select(Gen.String[Gen.Char["aé日\"\\/&=+% \u0001\u007f~-_.'()*"], 1, 20].List[1, 25], Gen.Bool).SampleAsync(async (keys, isFifo) =>
    {
        var options = StreamEvents.Options;
        if (isFifo) options.TopicArn += ".fifo";
        options.StaticAttributes["environment"] = "test & more";
        var streamEvent = StreamEvents.Of(keys.Select((key, index) =>
            StreamEvents.Record($$$"""{"id":{"S":{{{System.Text.Json.JsonSerializer.Serialize(key)}}}}}""", (index + 1).ToString(CultureInfo.InvariantCulture))));
        var http = new StubHttp((HttpStatusCode.OK, Answer(keys.Count)));
        var other = new FakeSns();
        using var client = http.CreateClient();

        (await new CdcPublisher(options, client).PublishAsync(streamEvent)).FirstUnpublishedText.Should().BeNull();
        await new CdcPublisher(options, other).PublishAsync(streamEvent);

        http.Requests.Should().HaveSameCount(other.Calls);
        foreach (var (request, call) in http.Requests.Zip(other.Calls)) request.Fields.Should().Equal(Fields(options.TopicArn, call));
    }, iter: 200);

    [Fact]
    public async Task Publish_AnyCall_HasTheSignatureOfItsBody()
    {
        var http = new StubHttp((HttpStatusCode.OK, Answer(1)));
        using var client = http.CreateClient();

        await new CdcPublisher(StreamEvents.Options, client).PublishAsync(StreamEvents.Of(StreamEvents.Record("a b", 1)));

        var request = http.Requests.Single();
        var authorization = request.Headers["Authorization"];
        authorization[(authorization.LastIndexOf('=') + 1)..].Should().Be(SignatureOf(request));
        request.Headers["Content-Length"].Should().Be(Encoding.UTF8.GetByteCount(request.Body).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Publish_SdkTriesAgain_SendsTheSameBody()
    {
        var http = new StubHttp((HttpStatusCode.InternalServerError, ""), (HttpStatusCode.OK, Answer(1)));
        using var client = http.CreateClient();

        (await new CdcPublisher(StreamEvents.Options, client).PublishAsync(StreamEvents.Of(StreamEvents.Record("a", 1)))).FirstUnpublishedText.Should().BeNull();

        http.Requests.Should().HaveCount(2);
        http.Requests[1].Body.Should().Be(http.Requests[0].Body).And.StartWith("Action=PublishBatch&Version=2010-03-31&TopicArn=");
    }

    private static IEnumerable<string> Fields(string topicArn, IReadOnlyList<SnsEntry> call)
    {
        var fields = new List<string> { "Action=PublishBatch", "Version=2010-03-31", $"TopicArn={topicArn}" };
        for (var index = 0; index < call.Count; index++)
        {
            var stem = $"PublishBatchRequestEntries.member.{index + 1}.";
            fields.Add($"{stem}Id={call[index].Id}");
            fields.Add($"{stem}Message={call[index].Message}");
            if (call[index].GroupId is { } group) fields.Add($"{stem}MessageGroupId={group}");
            if (call[index].DeduplicationId is { } deduplication) fields.Add($"{stem}MessageDeduplicationId={deduplication}");
            var number = 0;
            foreach (var (name, value) in call[index].Attributes)
            {
                number++;
                fields.Add($"{stem}MessageAttributes.entry.{number}.Name={name}");
                fields.Add($"{stem}MessageAttributes.entry.{number}.Value.DataType={value.DataType}");
                fields.Add($"{stem}MessageAttributes.entry.{number}.Value.StringValue={value.Value}");
            }
        }

        return fields.Order(StringComparer.Ordinal);
    }

    private static string Answer(int entries) =>
        $"<PublishBatchResponse><PublishBatchResult><Successful>{string.Concat(Enumerable.Range(0, entries).Select(id => $"<member><Id>{id}</Id></member>"))}</Successful></PublishBatchResult></PublishBatchResponse>";

    /// <summary>Signature Version 4, worked out from its description.</summary>
    private static string SignatureOf(SentRequest request)
    {
        var authorization = request.Headers["Authorization"];
        var signed = Between(authorization, "SignedHeaders=", ",").Split(';');
        var scope = Between(authorization, "Credential=AKIDEXAMPLE/", ",");
        var canonical = new StringBuilder("POST\n/\n\n");
        foreach (var name in signed) canonical.Append(CultureInfo.InvariantCulture, $"{name}:{(name == "host" ? request.Uri.Host : request.Headers[name]).Trim()}\n");
        canonical.Append(CultureInfo.InvariantCulture, $"\n{string.Join(';', signed)}\n{Hash(request.Body)}");
        var toSign = $"AWS4-HMAC-SHA256\n{request.Headers["X-Amz-Date"]}\n{scope}\n{Hash(canonical.ToString())}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + Secret), (secret, part) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
