using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cdc.Snapshot.Segments;

/// <summary>How a snapshot's progress stands in a file.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SnapshotState))]
internal sealed partial class ProgressFile : JsonSerializerContext
{
    /// <exception cref="CdcSnapshotException">The file is none of these.</exception>
    public static SnapshotState Read(string path, byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, Default.SnapshotState) is { Definition.SnapshotId: not null } state && state.Segments?.Count == state.Definition.Segments
                ? state
                : throw new JsonException("The file lacks something.");
        }
        catch (JsonException error)
        {
            throw new CdcSnapshotException($"The file {path} holds no progress of a snapshot: name another one in ProgressFile.", error);
        }
    }

    public static byte[] Write(SnapshotState state) => JsonSerializer.SerializeToUtf8Bytes(state, Default.SnapshotState);
}
