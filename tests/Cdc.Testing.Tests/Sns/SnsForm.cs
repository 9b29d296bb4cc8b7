using System.Net;
using System.Xml.Linq;
using Cdc.Publisher;

namespace Cdc.Testing.Tests.Sns;

/// <summary>Posts any operation of SNS as the form that an SDK client would send.</summary>
internal sealed class SnsForm
{
    private readonly HttpClient _http;
    private readonly string _url;
    private readonly string _region;

    public SnsForm(SnsClientConfig config)
    {
        _http = config.HttpClientFactory?.CreateHttpClient(config) ?? new HttpClient();
        _url = config.ServiceURL;
        _region = config.AuthenticationRegion;
    }

    /// <summary>The trace that the requests are in, as X-Ray writes it; null for none.</summary>
    public string? TraceHeader { get; set; }

    /// <summary>The answer's result, or the error.</summary>
    public async Task<SnsFormAnswer> PostAsync(string action, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
            fields.Append(("Action", action)).Append(("Version", "2010-03-31")).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
        // Emulators find the service by the scope of the signature, which they do not check.
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=local/20260101/{_region}/sns/aws4_request, SignedHeaders=host, Signature=none");
        if (TraceHeader is not null) request.Headers.TryAddWithoutValidation("X-Amzn-Trace-Id", TraceHeader);
        using var response = await _http.SendAsync(request);
        return new(response.StatusCode, XElement.Parse(await response.Content.ReadAsStringAsync()));
    }
}

internal sealed record SnsFormAnswer(HttpStatusCode Status, XElement Xml)
{
    public string? this[string element] => All(element).FirstOrDefault();

    public IEnumerable<string> All(string element) => Xml.Descendants().Where(candidate => candidate.Name.LocalName == element).Select(found => found.Value);

    /// <summary>A map, as <c>Attributes</c>.</summary>
    public Dictionary<string, string> Map() => All("key").Zip(All("value")).ToDictionary(pair => pair.First, pair => pair.Second);
}
