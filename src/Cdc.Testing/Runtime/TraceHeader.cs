namespace Cdc.Testing.Runtime;

/// <summary>Makes X-Ray headers.</summary>
internal static class TraceHeader
{
    /// <summary>Lambda sends one with every invocation, sampled or not.</summary>
    public static string Unsampled()
    {
        var root = Guid.NewGuid().ToString("N");
        return $"Root=1-{root[..8]}-{root[8..]};Parent={Guid.NewGuid().ToString("N")[..16]};Sampled=0";
    }
}
