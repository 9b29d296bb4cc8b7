using Cdc.Fuzzing.Inputs;

namespace Cdc.Fuzzing.Tests;

/// <summary>A target that does what a test says; its inputs are of one byte.</summary>
internal sealed class PlantedTarget(Func<byte[], Task<Verdict>> run) : IFuzzTarget
{
    public static PlantedTarget Good { get; } = new(_ => Task.FromResult(new Verdict(Outcome.Done)));

    public string Name => "planted";

    public byte[] CreateInput(Dice dice) => [(byte)dice.Next(256)];

    public Task<Verdict> RunAsync(byte[] input, Dice dice) => run(input);
}
