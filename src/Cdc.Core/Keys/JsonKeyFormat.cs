using System.Text.Json;

namespace Cdc.Core.Keys;

/// <summary>Hands <c>data</c> on as the JSON that it is.</summary>
internal sealed class JsonKeyFormat : CdcKeyFormat<ReadOnlyMemory<byte>>
{
    public static readonly JsonKeyFormat Instance = new();

    internal override ReadOnlyMemory<byte> Read(ReadOnlySpan<byte> data, long start) => data.ToArray();

    internal override void Write(Utf8JsonWriter output, ReadOnlyMemory<byte> key) => output.WriteRawValue(key.Span);
}
