using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Cdc.Consumer.Clients;
using Cdc.Consumer.Handling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Loading;

/// <summary>Makes item loading a step of a pipeline.</summary>
internal static class ItemRegistration
{
    /// <exception cref="InvalidOperationException">Items are loaded already, or there is a handler already.</exception>
    public static void Add<TKey, TItem>(
        PipelineSpec<TKey> spec, string tableName, Func<Dictionary<string, AttributeValue>, TItem> map, Action<DynamoDbItemOptions>? configure)
        where TKey : notnull
        where TItem : class
    {
        if (spec.HasItems) throw new InvalidOperationException($"Consumer '{spec.Name}' loads items twice: they come from one table.");
        if (spec.Handler is { } handler) throw new InvalidOperationException($"Consumer '{spec.Name}' has a handler already, {handler.Name}: say how items are loaded before it, and let LoadItems take the handler.");
        spec.HasItems = true;
        ClientSource.AddDynamoDb(spec.Services);
        spec.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DynamoDbItemOptions>, ItemOptionsValidator>());
        spec.Services.AddOptions<DynamoDbItemOptions>(spec.OptionsName).Configure(options =>
        {
            options.TableName = tableName;
            configure?.Invoke(options);
        }).ValidateOnStart();
        spec.Steps.Add(new PipelineStep(
            "the loading of items",
            (services, next) =>
            {
                var loading = Create(services, spec, map);
                return (context, token) => loading.InvokeAsync(context, next, token);
            },
            (services, next) =>
            {
                var loading = Create(services, spec, map);
                return (batch, token) => loading.InvokeAsync(batch, next, token);
            }));
    }

    private static ItemLoading<TKey, TItem> Create<TKey, TItem>(IServiceProvider services, PipelineSpec<TKey> spec, Func<Dictionary<string, AttributeValue>, TItem> map)
        where TKey : notnull
        where TItem : class => new(
            new ItemLoader(
                services.GetRequiredService<ClientSource<IAmazonDynamoDB>>().Of(spec.Name),
                services.GetRequiredService<IOptionsMonitor<DynamoDbItemOptions>>().Get(spec.OptionsName),
                services.GetService<TimeProvider>() ?? TimeProvider.System),
            map);
}
