namespace Cdc.Fuzzing.Tests;

public sealed class FuzzCommandTests
{
    [Theory]
    [InlineData("--count 0", "--count is less than 1.")]
    [InlineData("--count many", "Cannot parse argument 'many' for option '--count' as expected type 'System.Int64'.")]
    [InlineData("--only 3", "--only needs the --seed that the run had.")]
    [InlineData("--only -1 --seed 2", "--only is less than 0; the first input is number 0.")]
    public void Parse_OfAWrongOption_SaysWhatIsWrong(string arguments, string problem) =>
        FuzzCommand.Create().Parse(arguments).Errors.Should().ContainSingle().Which.Message.Should().Be(problem);

    [Theory]
    [InlineData("")]
    [InlineData("--count 10 --seed 18446744073709551615")]
    [InlineData("--only 3 --seed 2")]
    public void Parse_OfRightOptions_HasNoErrors(string arguments) => FuzzCommand.Create().Parse(arguments).Errors.Should().BeEmpty();
}
