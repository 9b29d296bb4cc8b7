using Cdc.Lambda;
using Company.Function1;

await LambdaRuntime.RunAsync(() => new StreamHandler());
