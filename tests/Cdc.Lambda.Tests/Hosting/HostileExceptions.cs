namespace Cdc.Lambda.Tests.Hosting;

/// <summary>An exception one of whose own members throws, or says nothing.</summary>
public sealed class HostileException(string member) : Exception
{
    public override string Message => member is "Message" or "All" ? throw new InvalidOperationException() : member == "Null" ? null! : "readable";

    public override string? StackTrace => member is "StackTrace" or "All" ? throw new InvalidOperationException() : base.StackTrace;

    public override string ToString() => member is "ToString" or "All" ? throw new InvalidOperationException() : base.ToString();
}

/// <summary>Exceptions that cannot be read, by what about them throws.</summary>
internal static class HostileExceptions
{
    public static TheoryData<string> All => ["Message", "Null", "StackTrace", "ToString", "All", "Inner", "Aggregate", "AggregateOfAggregates"];

    public static Exception Of(string name) => name switch
    {
        "Inner" => new InvalidOperationException("around it", new HostileException("All")),
        "Aggregate" => new AggregateException(new HostileException("Message")),
        "AggregateOfAggregates" => new AggregateException(new AggregateException(new HostileException("ToString")), new FormatException()),
        _ => new HostileException(name),
    };
}
