namespace Cdc.SnsCalls;

/// <summary>What every call to SNS has in common.</summary>
internal static class SnsProtocol
{
    /// <summary>The version of the API.</summary>
    public const string Version = "2010-03-31";
}
