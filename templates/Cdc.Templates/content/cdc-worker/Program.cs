using Cdc.Consumer;
using Cdc.Core;
using Company.Worker1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddCdcConsumer<ItemKey, Item, ChangeHandler>(
    CdcKeyFormat.ForRecord(ItemKeyJson.Default.ItemKey),
    items => items.LoadFromDynamoDb("TABLE_NAME", Item.FromAttributes),
    builder.Configuration.GetSection("Cdc"));
await builder.Build().RunAsync();
