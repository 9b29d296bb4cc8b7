using System.Globalization;
using System.Text.Json;
using Cdc.Testing.Protocol;

namespace Cdc.Testing.Sqs;

/// <summary>The members of a request, of a batch entry or of an attribute, read with SQS's own errors.</summary>
internal readonly struct SqsInput(string operation, JsonElement json)
{
    /// <summary>The operation that the request is for.</summary>
    public string Operation => operation;

    /// <summary>Refuses a member that nothing here would read, so that none is ignored.</summary>
    public SqsInput Allow(params ReadOnlySpan<string> members)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!members.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null) throw SqsErrors.UnsupportedMember(operation, member.Name);
        }

        return this;
    }

    /// <summary>The queue that <c>QueueUrl</c> names.</summary>
    public SqsQueue Queue(SqsState state) => state.Queue(RequiredText("QueueUrl"));

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) throw Malformed(name);
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            throw SqsErrors.InvalidMessageContents();
        }
    }

    public string RequiredText(string name) => Text(name) is { Length: > 0 } value ? value : throw SqsErrors.MissingParameter(name);

    public byte[]? Bytes(string name) => Find(name) is not { } value ? null : value.TryGetBytesFromBase64(out var bytes) ? bytes : throw Malformed(name);

    public int? Number(string name, int minimum, int maximum)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number)) throw Malformed(name);
        return number >= minimum && number <= maximum
            ? number
            : throw SqsErrors.InvalidParameterValue(name, number.ToString(CultureInfo.InvariantCulture), $"Must be >= {minimum} and <= {maximum}, if provided.");
    }

    public TimeSpan? Seconds(string name, int minimum, int maximum) => Number(name, minimum, maximum) is { } value ? TimeSpan.FromSeconds(value) : null;

    public IReadOnlyList<string> Texts(string name) =>
        Find(name) is not { } list ? []
        : list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(value => value.GetString()!)]
            : throw Malformed(name);

    public IReadOnlyDictionary<string, string> Map(string name) =>
        Members(name).ToDictionary(
            member => member.Name,
            member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : throw Malformed(name),
            StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, SqsInput>> Structures(string name)
    {
        foreach (var member in Members(name)) yield return new(member.Name, Structure(name, member.Value));
    }

    public IReadOnlyList<SqsInput> List(string name)
    {
        if (Find(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) throw Malformed(name);
        List<SqsInput> items = [];
        foreach (var item in list.EnumerateArray()) items.Add(Structure(name, item));
        return items;
    }

    public bool Has(string name) => Find(name) is not null;

    private static AwsServiceException Malformed(string name) => new("SerializationException", $"The member {name} does not have the type that SQS expects.");

    private JsonElement.ObjectEnumerator Members(string name) =>
        Find(name) is not { } map ? default : map.ValueKind == JsonValueKind.Object ? map.EnumerateObject() : throw Malformed(name);

    private SqsInput Structure(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? new(operation, value) : throw Malformed(name);

    private JsonElement? Find(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
