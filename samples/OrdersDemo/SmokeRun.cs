using System.Globalization;
using System.Net.Http.Headers;
using Cdc.Core;
using OrdersDemo.Api;

namespace OrdersDemo;

/// <summary>Drives the chain as a customer would, and checks that the listener hears of everything.</summary>
internal sealed class SmokeRun(DemoChain chain, TimeProvider timeProvider)
{
    private const int Orders = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _checkEvery = TimeSpan.FromMilliseconds(20);
    private static readonly ChangeOperation[] _operations = [ChangeOperation.Insert, ChangeOperation.Modify, ChangeOperation.Remove];

    /// <returns>The exit code: 0 where the listener handled every change, else 1.</returns>
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = chain.ApiUrl };
        var orderIds = await Task.WhenAll(Enumerable.Range(0, Orders).Select(number => PlaceChangeDeleteAsync(http, number, cancellationToken)));
        var changes = orderIds.SelectMany(orderId => _operations.Select(operation => (orderId, operation))).ToList();

        var started = timeProvider.GetTimestamp();
        while (changes.Any(IsMissing) && timeProvider.GetElapsedTime(started) < _patience)
            await Task.Delay(_checkEvery, timeProvider, cancellationToken);

        await output.WriteAsync(SmokeReport.Write(chain.Hops, changes));
        return changes.Any(IsMissing) ? 1 : 0;
    }

    private bool IsMissing((string OrderId, ChangeOperation Operation) change) => !chain.Hops.Has(change.OrderId, change.Operation, Hop.Handled);

    private async Task<string> PlaceChangeDeleteAsync(HttpClient http, int number, CancellationToken cancellationToken)
    {
        // The id is known beforehand, so that the time of the request can be noted before it goes out.
        var key = Guid.NewGuid().ToString("N");
        var orderId = IdempotencyKey.OrderIdOf(key);

        using var post = new HttpRequestMessage(HttpMethod.Post, "/orders")
        {
            Content = JsonContent.Create(new PlaceOrder($"Customer {number.ToString(CultureInfo.InvariantCulture)}", [new OrderLine("tea", number + 1, 4.50m)])),
            Headers = { { IdempotencyKey.Header, key } },
        };
        using var patch = new HttpRequestMessage(HttpMethod.Patch, $"/orders/{orderId}")
        {
            Content = JsonContent.Create(new ChangeStatus("paid")),
            Headers = { IfMatch = { new EntityTagHeaderValue("\"1\"") } },
        };
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"/orders/{orderId}");
        await SendAsync(http, post, orderId, ChangeOperation.Insert, cancellationToken);
        await SendAsync(http, patch, orderId, ChangeOperation.Modify, cancellationToken);
        await SendAsync(http, delete, orderId, ChangeOperation.Remove, cancellationToken);
        return orderId;
    }

    private async Task SendAsync(
        HttpClient http, HttpRequestMessage request, string orderId, ChangeOperation operation, CancellationToken cancellationToken)
    {
        chain.Hops.Note(orderId, operation, Hop.Requested);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new DemoException($"{request.Method} {request.RequestUri} was answered {(int)response.StatusCode}: {answer}");
        }

        chain.Hops.Note(orderId, operation, Hop.Written);
    }
}
