using Cdc.Chaos;
using Cdc.Chaos.Consuming;

return args is [ConsumerProgram.Command, .. var arguments] ? await ConsumerProgram.RunAsync(arguments) : await ChaosCommand.Create().Parse(args).InvokeAsync();
