namespace Cdc.Testing.Tests.Contracts;

/// <summary>Says what a suite runs on; without it, on <see cref="Emulator.LocalAws"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RunsOnAttribute(Emulator emulator) : Attribute
{
    public Emulator Emulator { get; } = emulator;
}
