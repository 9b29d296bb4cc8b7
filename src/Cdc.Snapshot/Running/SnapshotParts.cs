using Cdc.Snapshot.Composing;
using Cdc.Snapshot.Faults;
using Cdc.Snapshot.Pacing;
using Cdc.Snapshot.Reading;
using Cdc.Snapshot.Segments;
using Cdc.Snapshot.Sending;
using Cdc.Snapshot.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cdc.Snapshot.Running;

/// <summary>What all segments of a run share.</summary>
internal sealed record SnapshotParts
{
    public required CdcSnapshotOptions Options { get; init; }

    public required ISnapshotProgressStore Store { get; init; }

    public required SnapshotSource Source { get; init; }

    public required SnapshotComposer Composer { get; init; }

    public required MessageSender Sender { get; init; }

    public required Pace ReadPace { get; init; }

    public required PatientCalls PatientCalls { get; init; }

    public required SnapshotTelemetry Telemetry { get; init; }

    public required ProgressBoard Board { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>This run: no other has the name, so that what it finds under it is its own.</summary>
    public required string Owner { get; init; }
}
