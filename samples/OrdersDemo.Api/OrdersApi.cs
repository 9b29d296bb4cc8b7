using System.Text.Json.Serialization;
using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrdersDemo.Api;

/// <summary>Puts the orders API together, here and in the demo's host.</summary>
public static class OrdersApi
{
    /// <summary>The item's attribute that holds the W3C <c>traceparent</c> of the request that wrote it. Nothing else in the stream names the trace.</summary>
    public const string TraceParentAttribute = "traceParent";

    /// <summary>Registers what the API needs: the settings of section <c>Orders</c>, and DynamoDB as section <c>AWS</c> and the environment say.</summary>
    /// <param name="builder">The application's builder.</param>
    public static void AddOrdersApi(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<OrdersApiOptions>().BindConfiguration(OrdersApiOptions.SectionName)
            .Validate(options => !string.IsNullOrWhiteSpace(options.TableName), "Orders:TableName is empty. Name the DynamoDB table, or leave it out for 'Orders'.")
            .ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        var aws = builder.Configuration.GetAWSOptions();
        // By default the SDK tries a DynamoDB that does not answer for minutes. A customer is gone by then.
        aws.DefaultClientConfig.MaxErrorRetry ??= 3;
        aws.DefaultClientConfig.Timeout ??= TimeSpan.FromSeconds(5);
        builder.Services.AddDefaultAWSOptions(aws);
        builder.Services.TryAddAWSService<IAmazonDynamoDB>();
        builder.Services.AddSingleton<OrderTable>();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            if (context.ProblemDetails.Status == StatusCodes.Status415UnsupportedMediaType)
                context.ProblemDetails.Detail = "Send the body as JSON, with Content-Type: application/json.";
        });
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
        // The answer tells the caller of the caller's mistakes. Everything else belongs in the log.
        builder.Services.Configure<ExceptionHandlerOptions>(options => options.SuppressDiagnosticsCallback = failure => failure.Exception is BadHttpRequestException);
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, OrdersJson.Default);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
    }

    /// <summary>Maps the API's routes.</summary>
    /// <param name="app">The application.</param>
    public static void MapOrdersApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Create the client now, so that a missing Region fails the start and not the first request.
        app.Services.GetRequiredService<OrderTable>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        OrderEndpoints.Map(app);
    }
}
