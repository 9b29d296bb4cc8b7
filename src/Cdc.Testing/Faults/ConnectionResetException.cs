namespace Cdc.Testing.Faults;

/// <summary>Says that there must be no answer; what carries the answers then breaks the connection.</summary>
internal sealed class ConnectionResetException : Exception
{
    public ConnectionResetException()
        : base("A fault resets the connection.")
    {
    }
}
