using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Amazon.DynamoDBv2;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Cdc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Aspire.Hosting.Tests;

public sealed class LocalAwsResourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("local-aws-resource-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AddLocalAws_Model_HasHealthCheckAndIsLeftOutOfManifests()
    {
        var builder = CreateBuilder();

        var aws = builder.AddLocalAws("aws", port: 4566);

        builder.Resources.Should().ContainSingle().Which.Should().BeSameAs(aws.Resource);
        aws.Resource.Port.Should().Be(4566);
        aws.Resource.Annotations.OfType<HealthCheckAnnotation>().Should().ContainSingle().Which.Key.Should().Be("aws_check");
        aws.Resource.Annotations.OfType<ManifestPublishingCallbackAnnotation>().Should().ContainSingle().Which.Should().Be(ManifestPublishingCallbackAnnotation.Ignore);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void AddLocalAws_NoPort_IsRefused(int port) =>
        FluentActions.Invoking(() => CreateBuilder().AddLocalAws("aws", port)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void WithReference_Model_RelatesTheTwo()
    {
        var builder = CreateBuilder();
        var aws = builder.AddLocalAws("aws");

        var user = builder.AddExecutable("user", "sh", ".").WithReference(aws);

        user.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Should().ContainSingle(relation => relation.Resource == aws.Resource);
    }

    [SkippableFact]
    public async Task Start_ExecutableWithReference_FindsTheLocalAws()
    {
        var builder = CreateRunnableBuilder();
        var aws = builder.AddLocalAws("aws");
        var written = Path.Combine(_folder.FullName, "environment");
        builder.AddExecutable("user", "sh", _folder.FullName, "-c", "env > environment.part; mv environment.part environment; sleep 600").WithReference(aws).WaitFor(aws);
        await using var app = builder.Build();

        await app.StartAsync();
        await HangGuard.UntilAsync(() => File.Exists(written));
        await app.Services.GetRequiredService<ResourceNotificationService>().WaitForResourceHealthyAsync("aws").WaitAsync(HangGuard.Patience);

        var server = await aws.Resource.GetServerAsync();
        var url = server.Url.ToString().TrimEnd('/');
        (await File.ReadAllLinesAsync(written)).Should().Contain([$"AWS_ENDPOINT_URL={url}", "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local"]);
        using var dynamoDb = new AmazonDynamoDBClient(LocalAws.Credentials, new AmazonDynamoDBConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
        (await dynamoDb.ListTablesAsync()).TableNames.Should().BeNullOrEmpty();

        await app.StopAsync();
        using var http = new HttpClient();
        await FluentActions.Awaiting(() => http.GetAsync(server.Url)).Should().ThrowAsync<HttpRequestException>("it ends with the app host");
    }

    [SkippableFact]
    public async Task Start_BusyPort_FailsAndSaysSo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var builder = CreateRunnableBuilder();
        var aws = builder.AddLocalAws("aws", ((IPEndPoint)other.LocalEndpoint).Port);
        await using var app = builder.Build();

        await app.StartAsync();
        await app.Services.GetRequiredService<ResourceNotificationService>().WaitForResourceAsync("aws", KnownResourceStates.FailedToStart).WaitAsync(HangGuard.Patience);

        await FluentActions.Awaiting(() => aws.Resource.GetServerAsync()).Should().ThrowAsync<IOException>();
        await app.StopAsync();
    }

    private static IDistributedApplicationBuilder CreateBuilder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = [], DisableDashboard = true, AssemblyName = typeof(LocalAwsResourceTests).Assembly.GetName().Name });

    private static IDistributedApplicationBuilder CreateRunnableBuilder()
    {
        var orchestrator = typeof(LocalAwsResourceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(one => one.Key == "orchestrator")?.Value;
        Skip.If(orchestrator is null, "The orchestrator's package is that for Linux on x64.");
        var builder = CreateBuilder();
        builder.Configuration["DcpPublisher:CliPath"] = orchestrator;
        // It is asked for even where no dashboard is started.
        builder.Configuration["DcpPublisher:DashboardPath"] = "none";
        return builder;
    }
}
