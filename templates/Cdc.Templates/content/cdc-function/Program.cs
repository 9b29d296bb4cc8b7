using Cdc.Core;
using Company.Function1;

await LambdaRuntime.RunAsync(() => new StreamHandler());
