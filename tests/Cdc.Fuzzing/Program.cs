using Cdc.Fuzzing;

return await FuzzCommand.Create().Parse(args).InvokeAsync();
