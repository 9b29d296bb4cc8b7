using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;

namespace Cdc.Publisher.Tests.Fakes;

/// <summary>An SNS behind HTTP that reads each call's form back, late, and takes everything. Safe for several threads.</summary>
public sealed class FormSns : HttpClientFactory
{
    public ConcurrentQueue<SnsEntry> Entries { get; } = [];

    public SnsClient CreateClient() => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new SnsClientConfig { RegionEndpoint = RegionEndpoint.EUCentral1, HttpClientFactory = this, MaxErrorRetry = 0 });

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private static List<SnsEntry> Read(string form)
    {
        var fields = form.Split('&').Select(field => field.Split('=')).ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1]), StringComparer.Ordinal);
        var entries = new List<SnsEntry>();
        for (var number = 1; fields.TryGetValue($"PublishBatchRequestEntries.member.{number}.Id", out var id); number++)
        {
            var stem = $"PublishBatchRequestEntries.member.{number}.";
            var attributes = new Dictionary<string, SnsMessageAttributeValue>();
            for (var attribute = 1; fields.TryGetValue($"{stem}MessageAttributes.entry.{attribute}.Name", out var name); attribute++)
                attributes.Add(name, new(fields[$"{stem}MessageAttributes.entry.{attribute}.Value.DataType"], fields[$"{stem}MessageAttributes.entry.{attribute}.Value.StringValue"]));
            entries.Add(new SnsEntry(id, fields[stem + "Message"]) { Attributes = attributes });
        }

        return entries;
    }

    private sealed class Handler(FormSns sns) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Other invocations write theirs meanwhile.
            for (var turn = 0; turn < 3; turn++) await Task.Yield();
            var entries = Read(await request.Content!.ReadAsStringAsync(cancellationToken));
            entries.ForEach(sns.Entries.Enqueue);
            var members = string.Concat(entries.Select(entry => $"<member><Id>{entry.Id}</Id></member>"));
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent($"<PublishBatchResponse><PublishBatchResult><Successful>{members}</Successful></PublishBatchResult></PublishBatchResponse>", Encoding.UTF8, "text/xml"),
                RequestMessage = request,
            };
        }
    }
}
