namespace Cdc.Testing.Tests.Contracts;

/// <summary>
/// Says that an emulator does not do what the test asks of AWS. There the test must fail: as soon as it passes, it says so, and this line goes.
/// </summary>
/// <param name="emulator">Which one differs.</param>
/// <param name="how">What it does instead.</param>
/// <param name="reference">Where AWS says what is right: a page of docs.aws.amazon.com, without the host.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class DiffersOnAttribute(Emulator emulator, string how, string reference) : Attribute
{
    public Emulator Emulator { get; } = emulator;

    public string How { get; } = how;

    public string Reference { get; } = reference;

    /// <summary>Of a theory, the rows that differ, each by the value of one of its arguments; all where not given.</summary>
    public object[] Rows { get; set; } = [];
}
