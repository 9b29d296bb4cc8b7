using System.Diagnostics;

namespace OrdersDemo.Tests.Processes;

public sealed class DemoProcessTests
{
    // How the console writes that level.
    private const string Debug = "dbug: ";

    private static readonly string[] _statuses = ["HTTP/1.1 201 Created", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 204 No Content"];

    [SkippableFact]
    public async Task Banner_CurlLinesAsPrinted_WorkAndTheListenerHears()
    {
        Skip.If(OperatingSystem.IsWindows(), "The lines are for a POSIX shell.");
        Skip.If(!IsOnPath("curl") && Environment.GetEnvironmentVariable("CI") != "true", "curl is not on PATH.");
        using var demo = new DemoProcess("--port 0");
        var lines = (await demo.ReadUntilAsync("Ctrl-C stops.")).Select(line => line.Trim()).Where(line => line.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        lines.Should().HaveCount(_statuses.Length);

        var answers = new List<string>();
        foreach (var line in lines) answers.Add(await ShellAsync(line));

        answers.Select(answer => answer.Split('\n')[0].Trim()).Should().Equal(_statuses);
        answers[2].Should().Contain("\"status\":\"paid\"");
        var orderId = new Uri(lines[1].Split(' ')[^1]).Segments[^1];
        var told = new List<string>();
        foreach (var operation in new[] { "Insert", "Modify", "Remove" }) told.AddRange(await demo.ReadUntilAsync($"Received {operation} of order {orderId}"));
        told.Should().NotContain(line => line.Contains(Debug), "--verbose asks for those");
    }

    [Fact]
    public async Task Verbose_SmokeRun_TellsWhatTheFunctionPublishes()
    {
        using var demo = new DemoProcess("--smoke --verbose");

        (await demo.ReadToEndAsync()).Should().Contain(line => line.Contains(Debug) && line.Contains("Cdc.Publisher.CdcPublisher"));
        (await demo.ExitAsync()).Code.Should().Be(0);
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_WhileRunning_StopsInOrder(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var demo = new DemoProcess("--port 0");
        await demo.ReadUntilAsync("Ctrl-C stops.");

        await demo.SignalAsync(signal);
        await demo.ReadUntilAsync("Stopping");
        var (code, error) = await demo.ExitAsync();

        error.Should().BeEmpty();
        code.Should().Be(0);
    }

    [SkippableFact]
    public async Task Load_Interrupted_SumsUpAndEndsWell()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var demo = new DemoProcess("--port 0 --load 30/s");
        await demo.ReadUntilAsync("written ");

        await demo.SignalAsync("INT");
        var summary = (await demo.ReadUntilAsync("load: "))[^1];
        var (code, error) = await demo.ExitAsync();

        summary.Should().MatchRegex(@"^load: [1-9]\d* changes written, \d+/s; [1-9]\d* handled, \d+ absorbed, \d+ tried again, 0 requests failed$");
        error.Should().BeEmpty();
        code.Should().Be(0);
    }

    [Fact]
    public async Task OtelConsole_SmokeRun_WritesSpansAndMetricsOfEveryPart()
    {
        using var demo = new DemoProcess("--smoke --otel-console");
        var lines = string.Join('\n', await demo.ReadToEndAsync());

        lines.Should().ContainAll("Activity.TraceId", "create orders-changes", "process orders-listener", "cdc.publisher.lag", "cdc.consumer.lag");
        lines.Should().ContainAll("orders-api", "orders-function", "orders-listener");
        (await demo.ExitAsync()).Code.Should().Be(0);
    }

    [Fact]
    public async Task Aws_NothingSet_TellsEveryFault()
    {
        using var demo = new DemoProcess("--aws --port 0");
        var (code, error) = await demo.ExitAsync();

        code.Should().Be(1);
        error.Should().HaveCount(3);
        error[0].Should().Contain("QueueUrl").And.Contain("QueueName").And.Contain("Cdc__QueueUrl");
        error[1].Should().Contain("Region").And.Contain("AWS_REGION");
        error[2].Should().Contain("credentials").And.Contain("AWS_PROFILE");
    }

    [Fact]
    public async Task Aws_OnlyTheRegionIsMissing_TellsThatAlone()
    {
        using var demo = new DemoProcess(
            "--aws --port 0", ("Cdc__QueueName", "orders"), ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"));
        var (code, error) = await demo.ExitAsync();

        code.Should().Be(1);
        error.Should().ContainSingle().Which.Should().Contain("AWS_REGION");
    }

    [Fact]
    public async Task Aws_SettingsOfBothParts_AreToldTogether()
    {
        using var demo = new DemoProcess(
            "--aws --port 0", ("Orders__TableName", " "), ("AWS_REGION", "eu-central-1"), ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"));
        var (code, error) = await demo.ExitAsync();

        code.Should().Be(1);
        error.Should().HaveCount(2);
        error.Should().ContainSingle(line => line.Contains("Orders__TableName", StringComparison.Ordinal));
        error.Should().ContainSingle(line => line.Contains("Cdc__QueueUrl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Smoke_SettingsOfAnotherQueueAndRegionInTheEnvironment_AreNoMatter()
    {
        using var demo = new DemoProcess("--smoke", ("Cdc__QueueName", "another"), ("Orders__TableName", "Another"), ("AWS_REGION", "eu-central-1"));
        await demo.ReadUntilAsync("smoke: 9/9 changes delivered");
        var (code, error) = await demo.ExitAsync();

        error.Should().BeEmpty();
        code.Should().Be(0);
    }

    private static bool IsOnPath(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, command)));

    private static async Task<string> ShellAsync(string line)
    {
        var start = new ProcessStartInfo("sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "127.0.0.1";
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        shell.ExitCode.Should().Be(0, error);
        return await output;
    }
}
