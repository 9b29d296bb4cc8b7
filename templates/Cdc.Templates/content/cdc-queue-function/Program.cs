using Amazon.DynamoDBv2;
using Cdc.Consumer;
using Cdc.Lambda;
using Company.Worker1;
using Microsoft.Extensions.DependencyInjection;

await LambdaRuntime.RunAsync(() => new CdcQueueHandler(services => services
    .AddSingleton<IAmazonDynamoDB>(_ => new AmazonDynamoDBClient())
    .AddCdcQueueHandler<ItemKey>("TABLE_NAME")
    .WithKeys(ItemKeyJson.Default.ItemKey)
    .LoadItems("TABLE_NAME", Item.FromAttributes)
    .Handle<ChangeHandler>()));
