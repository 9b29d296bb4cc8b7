using System.CommandLine;
using Cdc.Chaos;
using Cdc.Chaos.Consuming;

if (args is [ConsumerProgram.Command, .. var arguments]) return await ConsumerProgram.RunAsync(arguments);

// After Ctrl-C there is time enough to end the consumers.
return await ChaosCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
