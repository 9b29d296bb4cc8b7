namespace OrdersDemo;

/// <summary>Ends the demo with a message that says what to mend.</summary>
internal sealed class DemoException(string message) : Exception(message);
