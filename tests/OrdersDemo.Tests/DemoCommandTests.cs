using System.CommandLine;

namespace OrdersDemo.Tests;

public sealed class DemoCommandTests
{
    [Theory]
    [InlineData("--bogus", "--bogus")]
    [InlineData("--port", "--port")]
    [InlineData("--port many", "--port is 'many'; a port is a number from 0 to 65535.")]
    [InlineData("--port -1", "--port is '-1'; a port is a number from 0 to 65535.")]
    [InlineData("--port 65536", "--port is '65536'; a port is a number from 0 to 65535.")]
    [InlineData("--aws-port many", "--aws-port is 'many'; a port is a number from 0 to 65535.")]
    [InlineData("--aws-port 4566 --aws", "--aws-port is the built-in AWS's")]
    [InlineData("--aws-port 4566 --endpoint-url http://127.0.0.1:5000", "--aws-port is the built-in AWS's")]
    [InlineData("--endpoint-url nowhere", "--endpoint-url is 'nowhere', which is not an http or https URL.")]
    [InlineData("--endpoint-url ftp://127.0.0.1", "--endpoint-url is 'ftp://127.0.0.1', which is not an http or https URL.")]
    [InlineData("--load 1000", "--load is '1000'; a load is 1/s to 10000/s, for example 1000/s.")]
    [InlineData("--load 0/s", "--load is '0/s'; a load is 1/s to 10000/s, for example 1000/s.")]
    [InlineData("--load", "--load")]
    [InlineData("--smoke --load 1/s", "--smoke and --load exclude each other.")]
    [InlineData("--aws --endpoint-url http://127.0.0.1:5000", "--aws and --endpoint-url exclude each other.")]
    [InlineData("--stack orders", "--stack goes with --aws.")]
    public async Task Invoke_WrongOption_FailsAndSaysWhy(string arguments, string message)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await DemoCommand.RunAsync(arguments.Split(' '), new InvocationConfiguration { Output = output, Error = error });

        code.Should().Be(1);
        var lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        lines.Should().HaveCount(2);
        lines[0].Should().Contain(message);
        lines[1].Should().Be("--help lists the options.");
        output.ToString().Should().NotContain("--otel-console", "the help is for who asks for it");
    }

    [Fact]
    public async Task Invoke_Help_TellsEveryOption()
    {
        using var output = new StringWriter();

        var code = await DemoCommand.RunAsync(["--help"], new InvocationConfiguration { Output = output });

        code.Should().Be(0);
        output.ToString().Should().ContainAll("--smoke", "--load", "--aws", "--stack", "--endpoint-url", "--port", "--aws-port", "--verbose", "--otel-console");
    }
}
