using System.Globalization;
using System.Text.Json;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Writes an order as DynamoDB has it: texts, numbers, flags, nested maps, lists and sets, 1.3 KB of JSON.</summary>
internal static class OrderImage
{
    private static readonly string[] _cities = ["Köln", "Aarhus", "Brno", "Łódź", "Porto", "Gent", "Lyon"];

    public static void Write(Utf8JsonWriter json, string orderId, int number, int version)
    {
        json.WriteStartObject();
        Text(json, "orderId", orderId);
        Text(json, "status", version == 1 ? "placed" : "paid");
        Number(json, "version", version);
        Text(json, "placedAt", Time(number));
        Text(json, "updatedAt", Time(number + version));
        Flag(json, "isGift", number % 3 == 0);
        Flag(json, "isPaid", version > 1);
        WriteCustomer(json, number);
        WriteLines(json, number);
        WritePayment(json, number);
        Number(json, "total", 89.70m + (number % 100));
        Text(json, "currency", "EUR");
        Text(json, "channel", "web");
        Text(json, "locale", "de-DE");
        Text(json, "note", "Please ring \"Weber\" on the second floor,\nor leave it with the neighbours.");
        json.WriteStartObject("tags");
        json.WriteStartArray("SS");
        json.WriteStringValue("web");
        json.WriteStringValue("autumn-2026");
        json.WriteStringValue("free-shipping");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("coupon");
        json.WriteBoolean("NULL", true);
        json.WriteEndObject();
        Number(json, "expiresAt", 1_802_736_000 + number);
        json.WriteEndObject();
    }

    private static void WriteCustomer(Utf8JsonWriter json, int number)
    {
        json.WriteStartObject("customer");
        json.WriteStartObject("M");
        Text(json, "id", string.Create(CultureInfo.InvariantCulture, $"c-{number * 7919 % 100_000:D5}"));
        Text(json, "name", "Zoë Müller-Andersen");
        Text(json, "email", string.Create(CultureInfo.InvariantCulture, $"zoe.{number}@example.com"));
        json.WriteStartObject("address");
        json.WriteStartObject("M");
        Text(json, "street", "Lindenstraße 14");
        Text(json, "city", _cities[number % _cities.Length]);
        Text(json, "postalCode", "50674");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLines(Utf8JsonWriter json, int number)
    {
        json.WriteStartObject("lines");
        json.WriteStartArray("L");
        for (var line = 0; line < 3; line++)
        {
            json.WriteStartObject();
            json.WriteStartObject("M");
            Text(json, "sku", string.Create(CultureInfo.InvariantCulture, $"BOOK-{(number + line) * 31 % 10_000:D4}-{line}"));
            Text(json, "title", "The Art of Keeping Order");
            Number(json, "quantity", 1 + line);
            Number(json, "unitPrice", 14.95m);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePayment(Utf8JsonWriter json, int number)
    {
        json.WriteStartObject("payment");
        json.WriteStartObject("M");
        Text(json, "method", "card");
        Text(json, "reference", string.Create(CultureInfo.InvariantCulture, $"pi_3Q8xJ2LkdIwHu7ix{number:x8}"));
        Text(json, "authorizedAt", Time(number + 1));
        Number(json, "captured", 89.70m);
        json.WriteStartObject("attempts");
        json.WriteStartArray("NS");
        json.WriteStringValue("1");
        json.WriteStringValue("2");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Time(int seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(1_795_341_600 + seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Text(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject(name);
        json.WriteString("S", value);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, decimal value)
    {
        json.WriteStartObject(name);
        json.WriteString("N", value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void Flag(Utf8JsonWriter json, string name, bool value)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("BOOL", value);
        json.WriteEndObject();
    }
}
