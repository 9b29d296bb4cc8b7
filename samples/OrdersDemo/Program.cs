using System.CommandLine;
using OrdersDemo;

// Stopping lets the listener finish what it handles, which takes longer than the default of two seconds.
return await DemoCommand.RunAsync(
    args, new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
