using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Cdc.Benchmarks.Measuring;

/// <summary>A report for programs: each figure's value under its name, and about each its unit and target under <c>figures</c>.</summary>
internal static class ReportJson
{
    private static readonly JsonWriterOptions _options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Report report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _options))
        {
            json.WriteStartObject();
            json.WriteString("benchmark", report.Name);
            json.WriteBoolean("quick", report.IsQuick);
            json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
            json.WriteString("system", $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}");
            json.WriteNumber("processors", Environment.ProcessorCount);
            foreach (var figure in report.Figures) WriteValue(json, figure.Name, figure.Value);
            json.WriteStartObject("figures");
            foreach (var figure in report.Figures) WriteFigure(json, figure);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void WriteValue(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 4));
        else json.WriteNull(name);
    }

    private static void WriteFigure(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject(figure.Name);
        WriteValue(json, "value", figure.Value);
        json.WriteString("unit", figure.Unit);
        if (figure.Target is { } target) json.WriteNumber(target.IsUpper ? "at_most" : "at_least", target.Bound);
        if (figure.IsMet is { } isMet) json.WriteBoolean("met", isMet);
        if (figure.Absent is { } reason) json.WriteString("skipped", reason);
        json.WriteEndObject();
    }
}
