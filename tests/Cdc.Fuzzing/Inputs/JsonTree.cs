using System.Text;
using System.Text.Json;

namespace Cdc.Fuzzing.Inputs;

/// <summary>JSON that can be changed into what is none: names may stand twice, and any text may stand for a value.</summary>
internal sealed class JsonTree
{
    private JsonTree(string? text, bool isObject) => (Text, IsObject) = (text, isObject);

    /// <summary>What is written for it; null for an object or array, which has children.</summary>
    public string? Text { get; set; }

    public bool IsObject { get; }

    /// <summary>Members or elements; the names, which are quoted JSON, are an object's alone.</summary>
    public List<(string Name, JsonTree Value)> Children { get; } = [];

    public static JsonTree Leaf(string text) => new(text, isObject: false);

    public static JsonTree Object(params IEnumerable<(string Name, JsonTree Value)> members)
    {
        var tree = new JsonTree(null, isObject: true);
        tree.Children.AddRange(members.Select(member => (JsonText.Quote(member.Name), member.Value)));
        return tree;
    }

    public static JsonTree Array(params IEnumerable<JsonTree> elements)
    {
        var tree = new JsonTree(null, isObject: false);
        tree.Children.AddRange(elements.Select(element => ("", element)));
        return tree;
    }

    public static JsonTree Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        return Of(document.RootElement);
    }

    public JsonTree Clone()
    {
        var clone = new JsonTree(Text, IsObject);
        foreach (var (name, value) in Children) clone.Children.Add((name, value.Clone()));
        return clone;
    }

    /// <summary>Adds every object and array with something in it to a list, this one included.</summary>
    public void CollectParents(List<JsonTree> parents)
    {
        if (Text is not null || Children.Count == 0) return;
        parents.Add(this);
        foreach (var (_, value) in Children) value.CollectParents(parents);
    }

    public override string ToString()
    {
        var json = new StringBuilder();
        Write(json);
        return json.ToString();
    }

    private static JsonTree Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Object(element.EnumerateObject().Select(member => (member.Name, Of(member.Value)))),
        JsonValueKind.Array => Array(element.EnumerateArray().Select(Of)),
        _ => Leaf(element.GetRawText()),
    };

    private void Write(StringBuilder json)
    {
        if (Text is not null)
        {
            json.Append(Text);
            return;
        }

        json.Append(IsObject ? '{' : '[');
        for (var index = 0; index < Children.Count; index++)
        {
            if (index > 0) json.Append(',');
            if (IsObject) json.Append(Children[index].Name).Append(':');
            Children[index].Value.Write(json);
        }

        json.Append(IsObject ? '}' : ']');
    }
}
