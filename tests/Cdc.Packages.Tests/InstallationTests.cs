using System.Xml.Linq;

namespace Cdc.Packages.Tests;

/// <summary>Projects that install the packages: those of the README, and those of the templates. They build, publish and work together.</summary>
[Collection(PackagesCollection.Name)]
public sealed class InstallationTests(PackedPackages packages, InstalledProjects projects) : IClassFixture<InstalledProjects>
{
    [SkippableFact]
    public async Task Chain_ReadmesProjects_DeliversChanges()
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);
        projects.Write(
            "Shop.Publisher",
            ("Shop.Publisher.csproj", Readme.Block("xml", "Cdc.Lambda", packages.Version)), ("OrdersHandler.cs", Readme.Block("csharp", "CdcStreamHandler", packages.Version)));
        projects.Write(
            "Shop.Listener",
            ("Shop.Listener.csproj", Readme.Block("xml", "Cdc.Consumer", packages.Version)), ("Program.cs", Readme.Block("csharp", "AddCdcConsumer", packages.Version)));

        Succeeds(await projects.DotNetAsync("Shop.Publisher", "publish", "-c", "Release", "-o", "out"));
        Succeeds(await projects.DotNetAsync("Shop.Listener", "publish", "-c", "Release", "-o", "out"));

        Succeeds(await RunChainAsync(
            "Shop.Publisher::Shop.Publisher.OrdersHandler::HandleAsync", projects["Shop.Publisher/out/Shop.Publisher.dll"],
            "Insert of order o-1: Placed", "Remove of order o-1: gone", "dotnet", projects["Shop.Listener/out/Shop.Listener.dll"]))
            .Output.Should().Contain("Both changes reached the worker.");
    }

    [SkippableFact]
    public async Task Chain_TemplatesNativeFunctionAndTrimmedWorker_DeliversChanges()
    {
        Skip.If(Toolchain.NoNativeCode is not null, Toolchain.NoNativeCode);

        Succeeds(await projects.NewAsync("Native", "cdc-function", "--name", "Acme.Publisher", "--native"));
        Succeeds(await projects.NewAsync("Worker", "cdc-worker", "--name", "Acme.Listener"));
        Succeeds(await projects.DotNetAsync("Native", "publish", "-c", "Release", "-r", InstalledProjects.Runtime, "-o", "out"));
        Succeeds(await projects.DotNetAsync("Worker", "publish", "-c", "Release", "-r", InstalledProjects.Runtime, "--self-contained", "-p:PublishTrimmed=true", "-o", "out"));

        File.Exists(projects["Native/out/Acme.Publisher.dll"]).Should().BeFalse("it is native");
        Succeeds(await RunChainAsync("native", projects["Native/out/bootstrap"], "o-1 is Placed", "o-1 is gone", projects["Worker/out/Acme.Listener"]))
            .Output.Should().Contain("Both changes reached the worker.");
    }

    [SkippableFact]
    public async Task Template_Function_BuildsForTheManagedRuntime()
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);

        Succeeds(await projects.NewAsync("Function", "cdc-function", "--name", "Acme.Publisher"));

        Directory.GetFiles(projects["Function"]).Select(Path.GetFileName).Should().BeEquivalentTo("Acme.Publisher.csproj", "StreamHandler.cs", "README.md", "packages.lock.json");
        File.ReadAllText(projects["Function/README.md"]).Should().Contain("`Acme.Publisher::Acme.Publisher.StreamHandler::HandleAsync`").And.NotContain("#if").And.NotContain("provided.al2023");
        Succeeds(await projects.DotNetAsync("Function", "build", "-c", "Release", "-o", "out"));
        File.Exists(projects["Function/out/Acme.Publisher.runtimeconfig.json"]).Should().BeTrue("the managed runtime starts a class library by it");
    }

    [SkippableFact]
    public async Task Template_WorkerOfAQueueAndTable_BuildsWithTheirNames()
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);

        Succeeds(await projects.NewAsync("Payments", "cdc-worker", "--name", "Acme.Payments", "--queue", "payments-listener", "--table", "Payments"));

        File.ReadAllText(projects["Payments/appsettings.json"]).Should().Contain("\"QueueName\": \"payments-listener\"");
        File.ReadAllText(projects["Payments/Program.cs"]).Should().Contain("LoadFromDynamoDb(\"Payments\"").And.Contain("using Acme.Payments;");
        Succeeds(await projects.DotNetAsync("Payments", "build", "-c", "Release"));
    }

    [SkippableFact]
    public async Task Template_OfAFeed_TakesThePackagesFromTheirOwnSourceAlone()
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);

        Succeeds(await projects.NewAsync("Mapped", "cdc-worker", "--name", "Acme.Mapped", "--feed", "own"));
        Succeeds(await projects.DotNetAsync("Mapped", "restore", "--locked-mode"));

        var mapping = XDocument.Load(projects["Mapped/nuget.config"]).Descendants("packageSource")
            .Select(source => (source.Attribute("key")!.Value, source.Element("package")!.Attribute("pattern")!.Value));
        mapping.Should().Equal(("orders-cdc", "Cdc.*"), ("own", "*"));
        // Whoever publishes a Cdc.Consumer to the other source is not asked.
        Succeeds(await projects.NewAsync("Elsewhere", "cdc-worker", "--name", "Acme.Elsewhere", "--feed", "own"));
        var config = projects["Elsewhere/nuget.config"];
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace("orders-cdc", "nowhere", StringComparison.Ordinal));
        var run = await projects.DotNetAsync("Elsewhere", "restore", "--force", "--force-evaluate", "--packages", "none");
        run.ExitCode.Should().NotBe(0);
        run.Output.Should().Contain("NU1100").And.Contain("Cdc.Consumer");
    }

    private static Run Succeeds(Run run)
    {
        run.ExitCode.Should().Be(0, run.Output.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        return run;
    }

    /// <summary>Builds, where that was not done yet, and runs the program that plays AWS: a project that installs Cdc.Testing.</summary>
    private async Task<Run> RunChainAsync(params string[] arguments)
    {
        var program = projects["Chain/out/Chain.dll"];
        if (!File.Exists(program))
        {
            var sources = Path.Combine(AppContext.BaseDirectory, "Chain");
            projects.Write(
                "Chain",
                ("Chain.csproj", (await File.ReadAllTextAsync(Path.Combine(sources, "Chain.csproj.txt"))).Replace("CDC_VERSION", packages.Version, StringComparison.Ordinal)),
                ("Program.cs", await File.ReadAllTextAsync(Path.Combine(sources, "Program.cs"))));
            Succeeds(await projects.DotNetAsync("Chain", "build", "-c", "Release", "-o", "out"));
        }

        return await projects.RunAsync("Chain", "dotnet", [program, .. arguments]);
    }
}
