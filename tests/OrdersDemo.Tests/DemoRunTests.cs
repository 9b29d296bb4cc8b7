using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Cdc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrdersDemo.Tests;

public sealed class DemoRunTests
{
    private const string AllDelivered = @"^smoke: 9/9 changes delivered, 0 lost, p50 \d+(\.\d+)? ms, p99 \d+(\.\d+)? ms$";

    [Fact]
    public async Task Smoke_BuiltInAws_DeliversEveryChange()
    {
        var (code, output, error) = await RunAsync("--smoke");

        error.Should().BeEmpty();
        code.Should().Be(0);
        output[^1].Should().MatchRegex(AllDelivered);
        output.Should().NotContain(line => line.StartsWith("missing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Smoke_TwiceOnOneEmulator_UsesWhatIsThere()
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);

        for (var run = 0; run < 2; run++)
        {
            var (code, output, error) = await RunAsync($"--smoke --endpoint-url {server.Url}");

            error.Should().BeEmpty();
            code.Should().Be(0);
            output[^1].Should().MatchRegex(AllDelivered);
        }

        using var dynamoDb = aws.CreateDynamoDbClient();
        (await dynamoDb.ListTablesAsync()).TableNames.Should().Equal(DemoResources.TableName);
    }

    [Fact]
    public async Task Smoke_TableWithoutStream_SaysWhatToMend()
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);
        using var dynamoDb = aws.CreateDynamoDbClient();
        await Tables.CreateAsync(dynamoDb);

        var (code, _, error) = await RunAsync($"--smoke --endpoint-url {server.Url}");

        code.Should().Be(1);
        error.Should().ContainSingle().Which.Should().Contain("Orders").And.Contain("no stream");
    }

    [Fact]
    public async Task Run_BusyPort_NamesThePortAndTheOptionBeforeAnythingIsMade()
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, _, error) = await RunAsync($"--smoke --port {port} --endpoint-url {server.Url}");

        code.Should().Be(1);
        error.Should().ContainSingle().Which.Should().Contain($"Port {port} ").And.Contain("--port");
        using var dynamoDb = aws.CreateDynamoDbClient();
        (await dynamoDb.ListTablesAsync()).TableNames.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Run_BusyAwsPort_NamesThePortAndTheOption()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, _, error) = await RunAsync($"--smoke --aws-port {port}");

        code.Should().Be(1);
        error.Should().ContainSingle().Which.Should().Contain($"Port {port} ").And.Contain("--aws-port");
    }

    [Fact]
    public async Task Run_AwsPort_IsWhereOthersFindTheBuiltInAws()
    {
        // Whoever asks the system for a free port gets one that nobody was given lately.
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        await using var chain = await DemoChain.StartAsync(new DemoOptions { Port = 0, AwsPort = port }, CancellationToken.None);

        DemoBanner.Of(chain, tells: true).Should().Contain($"AWS_ENDPOINT_URL=http://127.0.0.1:{port}");
    }

    [Fact]
    public async Task Run_NothingAtTheEndpoint_SaysSo()
    {
        // A listener that is bound and does not listen keeps the port from everybody else.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var url = $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}";

        var (code, _, error) = await RunAsync($"--smoke --endpoint-url {url}");

        code.Should().Be(1);
        error.Should().ContainSingle().Which.Should().Contain(url).And.Contain("--endpoint-url");
    }

    [Fact]
    public async Task Run_SomethingElseAtTheEndpoint_SaysSo()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var website = builder.Build();
        website.Run(context => context.Response.WriteAsync("<html>Hello</html>"));
        await website.StartAsync();

        var (code, _, error) = await RunAsync($"--smoke --endpoint-url {website.Urls.First()}");

        code.Should().Be(1);
        error.Should().ContainSingle().Which.Should().Contain(website.Urls.First()).And.Contain("--endpoint-url");
    }

    [Fact]
    public async Task Run_CancelledBeforeTheEnd_IsNoSuccess()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await DemoRun.RunAsync(new DemoOptions { Smoke = true, Port = 0 }, output, error, new CancellationToken(canceled: true));

        code.Should().Be(1);
        error.ToString().Trim().Should().Be("Stopped before it was done.");
    }

    private static async Task<(int Code, string[] Output, string[] Error)> RunAsync(string arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await DemoCommand.RunAsync(arguments.Split(' '), new InvocationConfiguration { Output = output, Error = error });
        return (code, Lines(output), Lines(error));
    }

    private static string[] Lines(StringWriter writer) => writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
