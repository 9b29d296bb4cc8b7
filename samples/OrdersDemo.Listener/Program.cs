using Microsoft.Extensions.Hosting;
using OrdersDemo.Listener;

var builder = Host.CreateApplicationBuilder(args);
builder.AddOrdersListener();
await builder.Build().RunAsync();
