using System.Text.Json;
using Cdc.StandardOutput;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Tests.Hosting;

/// <summary>Lambda's logging controls, as the default log heeds them.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class LogControlsTests
{
    [Theory]
    [InlineData(null, null, false, LogLevel.Information)]
    [InlineData("", "", false, LogLevel.Information)]
    [InlineData("Text", "INFO", false, LogLevel.Information)]
    [InlineData("JSON", "TRACE", true, LogLevel.Trace)]
    [InlineData("Json", "debug", true, LogLevel.Debug)]
    [InlineData("JSON", "WARN", true, LogLevel.Warning)]
    [InlineData("JSON", "Warning", true, LogLevel.Warning)]
    [InlineData("JSON", "ERROR", true, LogLevel.Error)]
    [InlineData("JSON", "FATAL", true, LogLevel.Critical)]
    [InlineData("JSON", "critical", true, LogLevel.Critical)]
    [InlineData("YAML", "LOUD", false, LogLevel.Information)]
    public void Read_LambdasVariables_AreFormatAndLevel(string? format, string? level, bool json, LogLevel minimum)
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_LOG_FORMAT", format), ("AWS_LAMBDA_LOG_LEVEL", level));

        LogControls.Read().Should().Be(new LogControls(json, minimum));
    }

    [Fact]
    public void Read_TheUsersVariables_GoFirst()
    {
        using var environment = new ProcessEnvironment(
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_LEVEL", "ERROR"), ("AWS_LAMBDA_HANDLER_LOG_FORMAT", "Text"), ("AWS_LAMBDA_HANDLER_LOG_LEVEL", "Debug"));

        LogControls.Read().Should().Be(new LogControls(Json: false, LogLevel.Debug));
    }

    [Theory]
    [InlineData("ERROR", new[] { "ERROR" })]
    [InlineData("WARN", new[] { "WARN", "ERROR" })]
    [InlineData("DEBUG", new[] { "DEBUG", "INFO", "WARN", "ERROR" })]
    public void CreateLogger_JsonAndALevel_WritesWhatLambdaLetsPass(string level, string[] expected)
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_LEVEL", level));
        using var output = new StringWriter();
        var before = Console.Out;
        Console.SetOut(output);
        try
        {
            var logger = StandardOutputLoggerFactory.Instance.CreateLogger("Category");
            foreach (var each in new[] { LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error }) logger.Log(each, new EventId(1), "text", null, (state, _) => state);
        }
        finally
        {
            Console.SetOut(before);
        }

        output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("level").GetString())
            .Should().Equal(expected);
    }
}
