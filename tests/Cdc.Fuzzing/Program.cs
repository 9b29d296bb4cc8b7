using System.CommandLine;
using Cdc.Fuzzing;

// Ctrl-C: the inputs under way come to their end, and the summary is printed.
return await FuzzCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
