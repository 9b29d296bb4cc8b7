namespace Cdc.Snapshot.Segments;

/// <summary>Sees to it that a snapshot goes on as it was begun.</summary>
internal static class DefinitionCheck
{
    /// <summary>Why a snapshot cannot go on as it is defined now; null where it can.</summary>
    public static string? ProblemOf(SnapshotDefinition begun, SnapshotDefinition now) =>
        begun == now ? null
        : begun.TableArn != now.TableArn ? Text(begun, $"reads the table {begun.TableArn}, not {now.TableArn}")
        : begun.Segments != now.Segments ? Text(begun, $"has {begun.Segments} segments, not {now.Segments}")
        : begun.Target != now.Target ? Text(begun, $"goes to {begun.Target}, not to {now.Target}")
        : Text(begun, "reads other items: its partition, filter or file of keys was another");

    private static string Text(SnapshotDefinition begun, string difference) =>
        $"Snapshot {begun.SnapshotId} {difference}. Go on with it as it was begun, or begin one with another id.";
}
