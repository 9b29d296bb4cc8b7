using Cdc.Consumer;
using Company.Worker1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddCdcConsumer<ItemKey>("TABLE_NAME")
    .Bind(builder.Configuration.GetSection("Cdc"))
    .WithKeys(ItemKeyJson.Default.ItemKey)
    .LoadItems("TABLE_NAME", Item.FromAttributes)
    .Handle<ChangeHandler>();
await builder.Build().RunAsync();
