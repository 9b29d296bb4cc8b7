using Cdc.Benchmarks;

return await BenchmarkCommand.Create().Parse(args).InvokeAsync();
