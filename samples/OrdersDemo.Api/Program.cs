using OrdersDemo.Api;

var builder = WebApplication.CreateBuilder(args);
builder.AddOrdersApi();

var app = builder.Build();
app.MapOrdersApi();
await app.RunAsync();
