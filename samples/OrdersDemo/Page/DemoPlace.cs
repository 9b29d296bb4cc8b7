namespace OrdersDemo.Page;

/// <summary>What the page tells of where the demo runs.</summary>
/// <param name="Aws">Which AWS this runs on, in words.</param>
/// <param name="Function">Where the function runs, in words.</param>
/// <param name="SeesFunction">Whether stream, function and topic are seen from here.</param>
/// <param name="SeesQueues">Whether the queues are.</param>
internal sealed record DemoPlace(string Aws, string Function, bool SeesFunction, bool SeesQueues);
