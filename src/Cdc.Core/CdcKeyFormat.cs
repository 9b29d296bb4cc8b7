using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Cdc.Core.Keys;

namespace Cdc.Core;

/// <summary>Says how a table's key stands in an envelope's <c>data</c>, and how to read it as a <typeparamref name="TKey"/>.</summary>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <remarks><see cref="CdcKeyFormat"/> makes them. Instances are immutable and may be shared.</remarks>
public abstract class CdcKeyFormat<TKey>
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private protected CdcKeyFormat()
    {
    }

    /// <summary>Gets the comparer that tells whether two keys name the same item.</summary>
    /// <value>It compares what the keys hold, even where the type compares by reference, as a record with a byte array does.</value>
    public abstract IEqualityComparer<TKey> KeyComparer { get; }

    /// <summary>Writes a key as text that identifies its item within the table, for example to store something under it.</summary>
    /// <param name="key">A key that this format reads.</param>
    /// <returns>
    /// Canonical JSON without white space. For a record it is an object with the attributes in ordinal order of their names. For a single attribute it is the
    /// value alone, whether or not the format knows the attribute's name. Numbers stand as they do in <c>data</c>.
    /// </returns>
    /// <exception cref="ArgumentException">The key is not one that this format reads.</exception>
    public string ToCanonicalJson(TKey key)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        try
        {
            using var json = new Utf8JsonWriter(buffer, _options);
            WriteCanonical(json, key);
        }
        catch (Exception error) when (error is CdcEnvelopeFormatException or JsonException)
        {
            throw new ArgumentException("The key is not one that its format reads.", nameof(key), error);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a key from the JSON object that an envelope's <c>data</c> is.</summary>
    /// <param name="utf8Json">The object, in UTF-8, with nothing after it.</param>
    /// <returns>The key.</returns>
    /// <exception cref="CdcEnvelopeFormatException">The text is no JSON object, or not a key of this format.</exception>
    public TKey ReadData(ReadOnlySpan<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json)) throw new CdcEnvelopeFormatException("is not valid Unicode", "data", 0);
        try
        {
            var reader = new Utf8JsonReader(utf8Json);
            while (reader.Read())
            {
                // To its end: what reads a key does not look for what is behind it.
            }

            return Read(utf8Json, 0);
        }
        catch (JsonException)
        {
            throw new CdcEnvelopeFormatException("is not JSON", "data", 0);
        }
        catch (InvalidOperationException)
        {
            throw new CdcEnvelopeFormatException("holds a string that is not valid Unicode", "data", 0);
        }
    }

    /// <summary>Writes what <see cref="ToCanonicalJson"/> gives.</summary>
    internal virtual void WriteCanonical(Utf8JsonWriter output, TKey key)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, _options)) Write(json, key);
        KeyAttribute.Write(output, KeyAttribute.ReadAll(buffer.WrittenSpan, 0).OrderBy(attribute => attribute.Name, StringComparer.Ordinal));
    }

    /// <summary>Reads the JSON object that <c>data</c> is.</summary>
    /// <param name="data">The object, known to be JSON.</param>
    /// <param name="start">Where it starts in the event, for errors.</param>
    /// <exception cref="CdcEnvelopeFormatException">The object is not a key of this type.</exception>
    /// <exception cref="InvalidOperationException">A string is not valid Unicode.</exception>
    internal abstract TKey Read(ReadOnlySpan<byte> data, long start);

    /// <summary>Writes the JSON object that <c>data</c> is.</summary>
    internal abstract void Write(Utf8JsonWriter output, TKey key);
}

/// <summary>Makes the <see cref="CdcKeyFormat{TKey}"/> of a key type.</summary>
public static class CdcKeyFormat
{
    private static JsonSerializerOptions? _reflection;

    /// <summary>Makes the format of a key record from source-generated metadata; safe for trimming and native AOT.</summary>
    /// <typeparam name="TKey">A class, record or struct with a JSON property for each key attribute, and no others.</typeparam>
    /// <param name="typeInfo">The metadata, for example <c>MyJsonContext.Default.OrderKey</c>.</param>
    /// <returns>The format.</returns>
    /// <remarks>
    /// Reading is strict. It refuses a key attribute that the type does not have, a property that the key does not have, and a value that the type
    /// would not write back unchanged because it rounds, trims or changes the case. So two items never look like one, and a key that was
    /// read finds its item again.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="typeInfo"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The type has no JSON property or more than two; one of them is only read or only written; or the type is no object with properties.
    /// </exception>
    public static CdcKeyFormat<TKey> ForRecord<TKey>(JsonTypeInfo<TKey> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        return new RecordKeyFormat<TKey>(typeInfo);
    }

    /// <summary>Makes the format of a single key attribute that is read as text.</summary>
    /// <param name="attributeName">The attribute's name, not empty. With null the format reads any name, and cannot write.</param>
    /// <returns>
    /// The format. It reads an N attribute as DynamoDB's digits, unchanged, and a B attribute as base64. It writes a JSON string, as for an S or B attribute.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="attributeName"/> is empty.</exception>
    public static CdcKeyFormat<string> ForString(string? attributeName = null) => Single(attributeName, ScalarKeys.Text);

    /// <summary>Makes the format of a single S key attribute that holds a GUID.</summary>
    /// <inheritdoc cref="ForString(string?)" path="/param|/exception"/>
    /// <returns>
    /// The format. It reads and writes 32 digits in lower case with hyphens. Any other form is the key of another item, and so an error on reading.
    /// For tables with such keys use <see cref="ForString(string?)"/>.
    /// </returns>
    public static CdcKeyFormat<Guid> ForGuid(string? attributeName = null) => Single(attributeName, ScalarKeys.Guid);

    /// <summary>Makes the format of a single N key attribute that holds whole numbers.</summary>
    /// <inheritdoc cref="ForString(string?)" path="/param|/exception"/>
    /// <returns>The format. On reading, a number with a fraction or outside 64 bits is an error.</returns>
    public static CdcKeyFormat<long> ForInt64(string? attributeName = null) => Single(attributeName, ScalarKeys.Int64);

    /// <summary>Makes the format of a single N key attribute.</summary>
    /// <inheritdoc cref="ForString(string?)" path="/param|/exception"/>
    /// <returns>
    /// The format. On reading, a number that <see cref="decimal"/> would round is an error. DynamoDB holds 38 digits
    /// (<see href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html"/>), decimal 28: where that matters,
    /// use <see cref="ForString(string?)"/>.
    /// </returns>
    public static CdcKeyFormat<decimal> ForDecimal(string? attributeName = null) => Single(attributeName, ScalarKeys.Decimal);

    /// <summary>Makes the format that hands <c>data</c> on as it is.</summary>
    /// <returns>
    /// The format. The key is a JSON object in UTF-8 with one or two properties, each a string or a number. The format does not change the
    /// bytes, so one key may be written in several ways: compare keys with <see cref="CdcKeyFormat{TKey}.KeyComparer"/>.
    /// </returns>
    public static CdcKeyFormat<ReadOnlyMemory<byte>> ForJson() => JsonKeyFormat.Instance;

    /// <summary>Makes the format of any key type, with reflection where the type is a record.</summary>
    /// <typeparam name="TKey">
    /// <see cref="string"/>, <see cref="System.Guid"/>, <see cref="long"/>, <see cref="decimal"/>, <see cref="ReadOnlyMemory{T}"/> of bytes
    /// (as <see cref="ForJson"/>), or a type with a property for each key attribute. Property names are matched without regard to case and written in camel case.
    /// </typeparam>
    /// <param name="attributeName">The name of a single key attribute, not empty; needed for writing only. Other key types ignore it.</param>
    /// <returns>The format.</returns>
    /// <remarks>Reading is as strict as that of <see cref="ForRecord{TKey}"/>.</remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="attributeName"/> is empty and the key is a single attribute; or <typeparamref name="TKey"/> cannot be a key, for the reasons of
    /// <see cref="ForRecord{TKey}"/>.
    /// </exception>
    [RequiresUnreferencedCode("Reads the key type by reflection. Use ForRecord, ForString, ForGuid, ForInt64 or ForDecimal when trimming.")]
    [RequiresDynamicCode("Reads the key type by reflection. Use ForRecord, ForString, ForGuid, ForInt64 or ForDecimal with native AOT.")]
    public static CdcKeyFormat<TKey> ForReflection<TKey>(string? attributeName = null)
    {
        // Strict where JsonSerializerOptions.Web is not: "7" and 7 are keys of different items.
        _reflection ??= new JsonSerializerOptions
        {
            PropertyNameCaseInsensitive = true,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        object format = typeof(TKey) switch
        {
            var type when type == typeof(string) => ForString(attributeName),
            var type when type == typeof(Guid) => ForGuid(attributeName),
            var type when type == typeof(long) => ForInt64(attributeName),
            var type when type == typeof(decimal) => ForDecimal(attributeName),
            var type when type == typeof(ReadOnlyMemory<byte>) => ForJson(),
            _ => ForRecord((JsonTypeInfo<TKey>)_reflection.GetTypeInfo(typeof(TKey))),
        };
        return (CdcKeyFormat<TKey>)format;
    }

    private static SingleKeyFormat<TKey> Single<TKey>(string? attributeName, ScalarKey<TKey> scalar)
    {
        if (attributeName is not null) ArgumentException.ThrowIfNullOrEmpty(attributeName);
        return new SingleKeyFormat<TKey>(attributeName, scalar);
    }
}
