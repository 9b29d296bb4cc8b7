using Cdc.Lambda;
using OrdersDemo.StreamFunction;

await LambdaRuntime.RunAsync(() => new OrdersStreamHandler());
