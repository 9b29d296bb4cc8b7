using System.CommandLine;
using Cdc.Chaos;
using Cdc.Chaos.Consuming;

if (args is [ConsumerProgram.Command, .. var arguments]) return await ConsumerProgram.RunAsync(arguments);

// This leaves enough time after Ctrl-C to end the consumers.
return await ChaosCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
