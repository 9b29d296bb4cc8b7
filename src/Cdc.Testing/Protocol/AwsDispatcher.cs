using System.Net;
using System.Text;

namespace Cdc.Testing.Protocol;

/// <summary>Finds the service that a request is meant for, by what AWS clients send and not by the host name.</summary>
internal sealed class AwsDispatcher(IReadOnlyList<IJsonService> jsonServices, IReadOnlyList<IQueryService> queryServices)
{
    public ValueTask<WireResponse> InvokeAsync(WireRequest request, CancellationToken cancellationToken)
    {
        if (request.Target is { } target && target.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot)
        {
            var service = jsonServices.FirstOrDefault(candidate => target.AsSpan(0, dot).SequenceEqual(candidate.TargetPrefix));
            if (service is not null)
                return AwsJsonProtocol.InvokeAsync(service, Call(request, target[(dot + 1)..]), request.Body, cancellationToken);
        }
        else if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            var form = QueryParameters.Parse(Encoding.UTF8.GetString(request.Body.Span));
            var service = queryServices.FirstOrDefault(candidate => candidate.Version == form["Version"]);
            if (service is not null && form["Action"] is { } action)
                return AwsQueryProtocol.InvokeAsync(service, Call(request, action), form, cancellationToken);
        }

        return ValueTask.FromResult(Unknown(request));
    }

    private static AwsCall Call(WireRequest request, string operation) => new(operation, request.BaseUrl, Guid.NewGuid().ToString()) { TraceHeader = request.TraceHeader };

    private static WireResponse Unknown(WireRequest request)
    {
        var what = request.Target is { } target ? $"X-Amz-Target '{target}'" : $"{request.Method} with content type '{request.ContentType}'";
        var text = $"LocalAws does not support this request: {what}. It speaks DynamoDB, DynamoDB Streams, SNS and SQS.\n";
        return new(HttpStatusCode.NotFound, "text/plain", Encoding.UTF8.GetBytes(text), []);
    }
}
