using System.Net.Http.Headers;
using Cdc.Core;
using OrdersDemo.Api;

namespace OrdersDemo.Load;

/// <summary>An order's life as customers make it: it is placed, paid and deleted.</summary>
internal sealed class OrderLife(HttpClient http)
{
    /// <summary>The changes of one life.</summary>
    public static readonly IReadOnlyList<ChangeOperation> Operations = [ChangeOperation.Insert, ChangeOperation.Modify, ChangeOperation.Remove];

    /// <returns>The order's id.</returns>
    /// <exception cref="DemoException">The API refused.</exception>
    public async Task<string> LiveAsync(string customer, CancellationToken cancellationToken)
    {
        var placed = await SendAsync(HttpMethod.Post, "/orders", new PlaceOrder(customer, [new OrderLine("tea", 1, 4.50m)]), null, cancellationToken);
        var order = placed.Location!.ToString();
        await SendAsync(HttpMethod.Patch, order, new ChangeStatus("paid"), placed.ETag, cancellationToken);
        await SendAsync<object>(HttpMethod.Delete, order, null, null, cancellationToken);
        return order.Split('/')[^1];
    }

    private async Task<(Uri? Location, EntityTagHeaderValue? ETag)> SendAsync<TBody>(
        HttpMethod method, string url, TBody? body, EntityTagHeaderValue? ifMatch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (ifMatch is not null) request.Headers.IfMatch.Add(ifMatch);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode) return (response.Headers.Location, response.Headers.ETag);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new DemoException($"{method} {url} was answered {(int)response.StatusCode}: {answer}");
    }
}
