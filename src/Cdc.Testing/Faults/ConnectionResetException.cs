namespace Cdc.Testing.Faults;

/// <summary>Says that there is to be no answer; whoever carries the answers breaks the connection.</summary>
internal sealed class ConnectionResetException : Exception
{
    public ConnectionResetException()
        : base("A fault resets the connection.")
    {
    }
}
