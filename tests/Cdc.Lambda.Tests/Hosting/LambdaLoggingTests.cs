using System.Text.Json;
using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Lambda.Tests.Hosting;

/// <summary>A function's log in the logging of a user's services.</summary>
[Collection(ProcessEnvironmentGroup.Name)]
public sealed class LambdaLoggingTests
{
    [Fact]
    public void AddCdcLambda_FormatAndLevel_AreLambdas()
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_LEVEL", "WARN"));
        LambdaInvocation.Current = new LambdaInvocation { RequestId = "r-1", Deadline = DateTimeOffset.MaxValue };
        string output;
        try
        {
            output = Write(LogLevel.Information, LogLevel.Error);
        }
        finally
        {
            LambdaInvocation.Current = null;
        }

        using var json = JsonDocument.Parse(output);
        json.RootElement.GetProperty("level").GetString().Should().Be("ERROR");
        json.RootElement.GetProperty("requestId").GetString().Should().Be("r-1");
        json.RootElement.GetProperty("logger").GetString().Should().Be("Shop.Rules");
        json.RootElement.GetProperty("message").GetString().Should().Be("text");
    }

    [Fact]
    public void AddCdcLambda_NoControls_WritesTextFromInformationUp()
    {
        using var environment = new ProcessEnvironment(("AWS_LAMBDA_LOG_FORMAT", null), ("AWS_LAMBDA_LOG_LEVEL", null));

        Write(LogLevel.Debug, LogLevel.Warning).Should().EndWith("\t\tWARN\tShop.Rules[7] text" + Environment.NewLine).And.NotContain("DEBUG");
    }

    [Fact]
    public void AddCdcLambda_Twice_WritesOnce()
    {
        var builder = new Builder();

        builder.AddCdcLambda().AddCdcLambda().Should().BeSameAs(builder);

        builder.Services.Should().ContainSingle().Which.ServiceType.Should().Be<ILoggerProvider>();
    }

    [Fact]
    public void AddCdcLambda_Null_Throws() =>
        FluentActions.Invoking(() => CdcLambdaLoggingBuilderExtensions.AddCdcLambda(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("builder");

    private static string Write(params LogLevel[] levels)
    {
        var builder = new Builder();
        builder.AddCdcLambda();
        using var services = builder.Services.BuildServiceProvider();
        using var output = new StringWriter();
        var before = Console.Out;
        Console.SetOut(output);
        try
        {
            var logger = services.GetRequiredService<ILoggerProvider>().CreateLogger("Shop.Rules");
            foreach (var level in levels) logger.Log(level, new EventId(7), "text", null, (state, _) => state);
        }
        finally
        {
            Console.SetOut(before);
        }

        return output.ToString();
    }

    private sealed class Builder : ILoggingBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();
    }
}
