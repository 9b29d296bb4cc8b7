using Cdc.StandardOutput;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Tests.Hosting;

/// <summary>The default log in a class library, which AWS's runtime client runs and puts a level before each line of.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class RuntimeClientTests
{
    [Fact]
    public void Find_NoRuntimeClient_IsNull() => RuntimeClient.Find().Should().BeNull();

    [Fact]
    public void By_LoggerOfLevels_TakesLevelAndMessageAsTheyAre()
    {
        RuntimeClient.By(typeof(LoggerWithArguments))(LogLevel.Error, "left out {for} good");

        LoggerWithArguments.Seen.Should().Be("Error: left out {for} good, 0 arguments");
    }

    [Fact]
    public void By_LoggerOfLevelsWithoutArguments_TakesThem()
    {
        RuntimeClient.By(typeof(LoggerWithLevel))(LogLevel.Warning, "text");

        LoggerWithLevel.Seen.Should().Be("Warning: text");
    }

    [Theory]
    [InlineData(typeof(LoggerWithoutLevel))]
    [InlineData(null)]
    public void By_NoLevels_WritesWhatMustNotBeMissedToStandardError(Type? logger)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var before = (Console.Out, Console.Error);
        Console.SetOut(output);
        Console.SetError(errors);
        try
        {
            var write = RuntimeClient.By(logger);
            write(LogLevel.Information, "information");
            write(LogLevel.Warning, "warning");
            write(LogLevel.Error, "error");
        }
        finally
        {
            Console.SetOut(before.Out);
            Console.SetError(before.Error);
        }

        output.ToString().Should().Be("information\n");
        errors.ToString().Should().Be("warning\nerror\n");
    }

    private static class LoggerWithArguments
    {
        public static string? Seen { get; private set; }

        public static void Log(string message) => throw new InvalidOperationException(message);

        public static void Log(string level, string message, params object[] args) => Seen = $"{level}: {message}, {args.Length} arguments";

        public static void Log(LogLevel level, string message, params object[] args) => throw new InvalidOperationException($"{level}{message}{args}");
    }

    private static class LoggerWithLevel
    {
        public static string? Seen { get; private set; }

        public static void Log(string level, string message) => Seen = $"{level}: {message}";
    }

    private static class LoggerWithoutLevel
    {
        public static void Log(string message) => throw new InvalidOperationException(message);
    }
}
