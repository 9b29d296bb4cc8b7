namespace OrdersDemo.Faults;

/// <summary>A fault's switch as the page shows it.</summary>
/// <param name="Name">Its name in URLs.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Effect">What one sees while it is on.</param>
/// <param name="Unavailable">Why it cannot be switched here; null where it can.</param>
/// <param name="On">Whether it is on.</param>
internal sealed record FaultView(string Name, string Label, string Effect, string? Unavailable, bool On);
