using Cdc.Fuzzing.Inputs;

namespace Cdc.Fuzzing;

/// <summary>A way into the packages: makes inputs for it, gives it one, and judges what it did.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>Makes an input; the same dice make the same.</summary>
    byte[] CreateInput(Dice dice);

    /// <summary>Gives an input to what is tested. What it throws is a crash: exceptions that are documented are caught here.</summary>
    /// <param name="input">The input.</param>
    /// <param name="dice">Says how the world around behaves.</param>
    Task<Verdict> RunAsync(byte[] input, Dice dice);
}
