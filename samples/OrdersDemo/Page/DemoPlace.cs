namespace OrdersDemo.Page;

/// <summary>What the page says about where the demo runs.</summary>
/// <param name="Aws">Which AWS this runs on, in words.</param>
/// <param name="Function">Where the function runs, in words.</param>
/// <param name="SeesFunction">Whether the demo sees stream, function and topic.</param>
/// <param name="SeesQueues">Whether the demo sees the queues.</param>
internal sealed record DemoPlace(string Aws, string Function, bool SeesFunction, bool SeesQueues);
