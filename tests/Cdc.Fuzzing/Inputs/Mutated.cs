using System.Runtime.InteropServices;
using System.Text;

namespace Cdc.Fuzzing.Inputs;

/// <summary>Makes an input of a tree: changed in its structure, in its bytes, in both, or now and then not at all.</summary>
internal static class Mutated
{
    public static byte[] Bytes(JsonTree tree, byte[] other, Dice dice)
    {
        Structure(tree, dice);
        var bytes = Encoding.UTF8.GetBytes(tree.ToString());
        return dice.OneIn(4) ? InBytes(bytes, other, dice) : bytes;
    }

    /// <summary>The same of a text, which may hold halves of surrogate pairs; bytes that are no UTF-8 are read as a receiver might.</summary>
    public static string Text(JsonTree tree, byte[] other, Dice dice)
    {
        Structure(tree, dice);
        var text = tree.ToString();
        if (!dice.OneIn(4)) return text;
        var bytes = InBytes(Encoding.UTF8.GetBytes(text), other, dice);
        return (dice.OneIn(6) ? Encoding.Latin1 : Encoding.UTF8).GetString(bytes);
    }

    /// <summary>A text as an input's bytes: UTF-16, which holds every string that there is.</summary>
    public static byte[] ToInput(string text) => MemoryMarshal.AsBytes(text.AsSpan()).ToArray();

    public static string ToText(byte[] input) => new(MemoryMarshal.Cast<byte, char>(input));

    private static byte[] InBytes(byte[] bytes, byte[] other, Dice dice)
    {
        for (var changes = 1 + dice.Next(3); changes > 0; changes--) bytes = ByteMutations.Mutate(bytes, other, dice);
        return bytes;
    }

    private static void Structure(JsonTree tree, Dice dice)
    {
        for (var changes = dice.Next(4); changes > 0; changes--) JsonMutations.Mutate(tree, dice);
    }
}
