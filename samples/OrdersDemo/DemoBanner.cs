using OrdersDemo.Api;

namespace OrdersDemo;

/// <summary>What a user reads when everything runs: what runs where, and what to type next.</summary>
internal static class DemoBanner
{
    private const string ExampleKey = "demo-1";

    /// <param name="chain">What runs.</param>
    /// <param name="tells">Whether the console shows the listener's log.</param>
    public static string Of(DemoChain chain, bool tells)
    {
        var where = tells ? "watch the listener here" : "watch the page, as the log is off under load";
        var orders = new Uri(chain.ApiUrl, "/orders");
        var order = $"{orders}/{IdempotencyKey.OrderIdOf(ExampleKey)}";
        return $$"""

            POST /orders → DynamoDB → stream → Lambda → SNS → SQS → listener

              watch it    {{chain.ApiUrl}}
              orders API  {{orders}}
              AWS         {{chain.Place.Aws}}
              function    {{chain.Place.Function}}
              listener    in this process: for each change it reads the order by its id

            {{chain.Access}}Type in another terminal, and {{where}}:

              curl -i {{orders}} -H 'Content-Type: application/json' -H 'Idempotency-Key: {{ExampleKey}}' -d '{"customer":"Ada","lines":[{"sku":"tea","quantity":2,"unitPrice":4.50}]}'
              curl -i {{order}}
              curl -i -X PATCH {{order}} -H 'Content-Type: application/json' -H 'If-Match: "1"' -d '{"status":"paid"}'
              curl -i -X DELETE {{order}}

            Ctrl-C stops.

            """;
    }
}
