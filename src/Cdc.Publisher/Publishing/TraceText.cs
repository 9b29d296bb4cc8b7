using System.Diagnostics;
using System.Text;

namespace Cdc.Publisher.Publishing;

/// <summary>What an envelope says of its trace.</summary>
internal enum TraceForm
{
    None,
    Parent,
    ParentAndState,
}

/// <summary>A trace as it stands in an envelope: UTF-8.</summary>
/// <param name="Parent">The W3C <c>traceparent</c>; empty where there is no trace.</param>
/// <param name="State">The W3C <c>tracestate</c>; empty where there is none.</param>
internal readonly record struct TraceText(ReadOnlyMemory<byte> Parent, ReadOnlyMemory<byte> State)
{
    public TraceForm Form => Parent.IsEmpty ? TraceForm.None : State.IsEmpty ? TraceForm.Parent : TraceForm.ParentAndState;

    public static TraceText Of(Activity? activity) => activity is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
        ? new(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(activity.TraceStateString ?? ""))
        : default;
}
