using Amazon.DynamoDBv2;
using Amazon.SQS;
using Cdc.Consumer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace OrdersDemo.Listener;

/// <summary>Puts the listener together, here and in the demo's host.</summary>
public static class OrdersListener
{
    /// <summary>
    /// Registers what the listener needs: the queue of section <c>Cdc</c> (<c>Cdc__QueueUrl</c> or <c>Cdc__QueueName</c>), the table of section
    /// <c>Orders</c>, and DynamoDB and SQS as section <c>AWS</c> and the environment say.
    /// </summary>
    /// <param name="builder">The application's builder.</param>
    public static void AddOrdersListener(this HostApplicationBuilder builder) => builder.AddOrdersListener<OrderChangeHandler>();

    /// <summary>Registers the listener with a handler around <see cref="OrderChangeHandler"/>.</summary>
    /// <typeparam name="THandler">The handler that gets the changes.</typeparam>
    /// <inheritdoc cref="AddOrdersListener(HostApplicationBuilder)"/>
    public static void AddOrdersListener<THandler>(this HostApplicationBuilder builder)
        where THandler : class, ICdcHandler<OrderKey>
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddDefaultAWSOptions(builder.Configuration.GetAWSOptions());
        builder.Services.TryAddAWSService<IAmazonDynamoDB>();
        builder.Services.TryAddAWSService<IAmazonSQS>();
        builder.Services.AddOptions<OrderReaderOptions>().BindConfiguration(OrderReaderOptions.SectionName)
            .Validate(options => !string.IsNullOrWhiteSpace(options.TableName), "Orders:TableName is empty. Name the DynamoDB table, or leave it out for 'Orders'.")
            .ValidateOnStart();
        builder.Services.AddSingleton<OrderReader>();
        builder.Services.AddSingleton<OrdersProjection>();
        builder.Services.TryAddScoped<OrderChangeHandler>();
        builder.Services.AddCdcConsumer<OrderKey, THandler>("orders").Bind(builder.Configuration.GetSection("Cdc")).WithKeys(OrderKeyJson.Default.OrderKey);
    }
}
