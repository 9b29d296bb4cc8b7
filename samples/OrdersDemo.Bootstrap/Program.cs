using Cdc.Core;
using OrdersDemo.StreamFunction;

await LambdaRuntime.RunAsync(() => new OrdersStreamHandler());
