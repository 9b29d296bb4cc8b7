using System.Diagnostics;
using Cdc.Core;

namespace Cdc.Lambda.Runtime;

/// <summary>Makes an invocation part of the trace that its X-Ray header names.</summary>
internal static class InvocationActivity
{
    private static readonly ActivitySource _source = new("Cdc.Lambda");

    /// <returns>The activity; null where nobody listens.</returns>
    public static Activity? Start(LambdaInvocation invocation)
    {
        var activity = _source.StartActivity("invoke", ActivityKind.Server, Parent(invocation.TraceId));
        activity?.SetTag("faas.invocation_id", invocation.RequestId);
        activity?.SetTag("cloud.resource_id", invocation.InvokedFunctionArn);
        return activity;
    }

    /// <summary>Reads <c>Root=1-&lt;8 hex&gt;-&lt;24 hex&gt;;Parent=&lt;16 hex&gt;;Sampled=0|1</c>, in any order and with more fields.</summary>
    /// <returns>The context, or none where the header names no parent.</returns>
    public static ActivityContext Parent(string? header)
    {
        string? root = null, parent = null;
        var sampled = ActivityTraceFlags.None;
        foreach (var field in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
        {
            if (field.StartsWith("Root=1-", StringComparison.Ordinal)) root = field["Root=1-".Length..].Replace("-", "", StringComparison.Ordinal);
            else if (field.StartsWith("Parent=", StringComparison.Ordinal)) parent = field["Parent=".Length..];
            else if (field == "Sampled=1") sampled = ActivityTraceFlags.Recorded;
        }

        return ActivityContext.TryParse($"00-{root}-{parent}-{(int)sampled:x2}", null, isRemote: true, out var context) ? context : default;
    }
}
