using System.Text.Json;
using Cdc.Core;
using OrdersDemo.Feed;

namespace OrdersDemo.Recording;

/// <summary>Wraps the function, and tells the feed with which records and items it is invoked.</summary>
internal sealed class RecordedFunction(Func<Stream, Task<Stream>> function, DemoFeed feed)
{
    public async Task<Stream> HandleAsync(Stream streamEvent)
    {
        using var copy = new MemoryStream();
        await streamEvent.CopyToAsync(copy);
        copy.Position = 0;
        using (var json = await JsonDocument.ParseAsync(copy))
        {
            foreach (var record in json.RootElement.GetProperty("Records").EnumerateArray()) Note(record);
        }

        copy.Position = 0;
        return await function(copy);
    }

    private void Note(JsonElement record)
    {
        var change = record.GetProperty("dynamodb");
        var operation = record.GetProperty("eventName").GetString() switch
        {
            "INSERT" => ChangeOperation.Insert,
            "MODIFY" => ChangeOperation.Modify,
            _ => ChangeOperation.Remove,
        };
        var image = operation == ChangeOperation.Remove ? "OldImage" : "NewImage";
        var item = change.TryGetProperty(image, out var found) ? found.GetRawText() : null;
        var orderId = change.GetProperty("Keys").GetProperty("orderId").GetProperty("S").GetString()!;
        feed.Note(new ChangeKey(orderId, operation, record.GetProperty("eventID").GetString()!), Hop.Streamed, one => one.Image = item);
    }
}
