namespace Cdc.Testing.Runtime;

/// <summary>Lambda's limits of one invocation.</summary>
internal static class RuntimeLimits
{
    /// <summary>The most bytes of an event or an answer: the documented 6 MB, and the 100 bytes more that Lambda's own messages name.</summary>
    public const int PayloadBytes = (6 * 1024 * 1024) + 100;
}
