namespace Cdc.Fuzzing.Inputs;

/// <summary>Changes JSON as somebody does who knows what it is: members go, come twice, change type and place, nest, and hold what nobody expects.</summary>
internal static class JsonMutations
{
    private static readonly string[] _values =
    [
        "null", "true", "false", "0", "-0", "-1", "1e999999999", "0.1e-400", "1E+2", "99999999999999999999999999999999999999999999999", "\"\"", "[]", "{}",
        "\"0\"", "\"-1\"", "\"99999999999999999999999999999999999999999\"", "\"1.0\"", "\"INSERT\"", "\"REMOVE\"", "\"Notification\"", "\"snapshot\"", "\"orders.fifo\"",
        """{"S":"x"}""", """{"S":""}""", """{"N":"1e400"}""", """{"N":"0x1"}""", """{"B":"AA=="}""", """{"B":"?"}""", """{"NULL":true}""", """{"M":{}}""", """{"SS":["a",1]}""",
        """{"S":"x","N":"1"}""", """[[],{}]""", """{"":{"":""}}""",
        "NaN", "Infinity", "01", "+1", ".5", "'a'", "/**/1", "", " ", ",", "\\", "\0", "\"", "undefined", "tru",
    ];

    // What goes between the quotation marks of a string.
    private static readonly string[] _texts =
    [
        "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "\\u0000", "\\u12", "\\x", "\\", "\\\"", "\"", "\\uFFFD", "\\uffff", "\0", "\n", "\u007f", "\u2028", "\ufeff", "é", "😀",
        "\ud800", "\udc00", "%00", "/", ".fifo", " ", "\\u0022,\\u0022", "e\u0301", "\\u002f",
    ];

    private static readonly int[] _lengths = [256, 2_049, 9_000, 65_537, 262_145];
    private static readonly int[] _depths = [2, 33, 64, 65, 129, 513, 3_000];

    /// <summary>Makes one change somewhere in a tree; none where nothing is in it.</summary>
    public static void Mutate(JsonTree root, Dice dice)
    {
        var parents = new List<JsonTree>();
        root.CollectParents(parents);
        if (parents.Count == 0) return;
        var children = dice.Pick(parents).Children;
        var at = dice.Next(children.Count);
        var (name, value) = children[at];
        switch (dice.Next(12))
        {
            case 0: children.RemoveAt(at); break;
            case 1: children.Insert(dice.Next(children.Count + 1), (name, value.Clone())); break;
            case 2: children.Insert(dice.Next(children.Count + 1), (name, Somewhere(parents, dice).Clone())); break;
            case 3: Move(children, at, dice.Next(children.Count)); break;
            case 4: children[at] = (name, JsonTree.Leaf(dice.Pick(_values))); break;
            case 5: children[at] = (name, Somewhere(parents, dice).Clone()); break;
            case 6: children[at] = (name, dice.OneIn(2) ? JsonTree.Array(value) : JsonTree.Object((dice.Pick(["S", "M", "Records", "data", ""]), value))); break;
            case 7: children[at] = (name, Nested(dice)); break;
            case 8: children[at] = (Edit(name, dice), value); break;
            case 9 when dice.OneIn(8): children[at] = (name, JsonTree.Leaf(Long(dice))); break;
            default:
                if (value.Text is { } text) value.Text = Edit(text, dice);
                else children[at] = (name, JsonTree.Leaf(JsonText.Quote(value.ToString())));
                break;
        }
    }

    private static JsonTree Somewhere(List<JsonTree> parents, Dice dice)
    {
        var parent = dice.Pick(parents);
        return parent.Children.Count == 0 ? parent : dice.Pick(parent.Children).Value;
    }

    private static void Move(List<(string, JsonTree)> children, int from, int to)
    {
        var child = children[from];
        children.RemoveAt(from);
        children.Insert(to, child);
    }

    private static JsonTree Nested(Dice dice)
    {
        var depth = dice.Pick(_depths);
        var (open, close) = dice.OneIn(2) ? ("[", "]") : ("{\"M\":", "}");
        return JsonTree.Leaf(string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, dice.OneIn(8) ? 0 : depth)));
    }

    private static string Long(Dice dice)
    {
        var text = new string(dice.Pick(['a', '1', 'é', '\u0001']), dice.Pick(_lengths));
        return dice.OneIn(4) ? text : $"\"{text}\"";
    }

    private static string Edit(string text, Dice dice)
    {
        if (text.Length == 0) return text;
        var at = dice.Next(text.Length);
        return dice.Next(5) switch
        {
            0 => text.Remove(at, 1),
            1 => text[..at] + (char.IsLower(text[at]) ? char.ToUpperInvariant(text[at]) : char.ToLowerInvariant(text[at])) + text[(at + 1)..],
            2 => text[..at] + $"\\u{(int)text[at]:x4}" + text[(at + 1)..],
            3 => text.Insert(at, dice.Next(10).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            _ => text.Insert(at, dice.Pick(_texts)),
        };
    }
}
