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
            ("Shop.Publisher.csproj", Page.Readme.Block("xml", "Cdc.Lambda", packages.Version)), ("Program.cs", Page.Readme.Block("csharp", "CdcStreamHandler", packages.Version)));
        projects.Write(
            "Shop.Listener",
            ("Shop.Listener.csproj", Page.Readme.Block("xml", "Cdc.Consumer", packages.Version)), ("Program.cs", Page.Readme.Block("csharp", "AddCdcConsumer", packages.Version)));

        Succeeds(await projects.DotNetAsync("Shop.Publisher", "publish", "-c", "Release", "-o", "out"));
        Succeeds(await projects.DotNetAsync("Shop.Listener", "publish", "-c", "Release", "-o", "out"));

        Succeeds(await RunChainAsync(
            "Shop.Publisher", projects.Package("Shop.Publisher/out"),
            "Insert of order o-1: Placed", "Remove of order o-1: gone", "dotnet", projects["Shop.Listener/out/Shop.Listener.dll"]))
            .Output.Should().Contain("Both changes reached the worker.");
    }

    // The same project twice, by the switches that its README names.
    [SkippableFact]
    public async Task Chain_TemplatesFunctionNativeAndManagedAndTrimmedWorker_DeliversChanges()
    {
        Skip.If(Toolchain.NoNativeCode is not null, Toolchain.NoNativeCode);

        Succeeds(await projects.NewAsync("Function", "cdc-function", "--name", "Acme.Publisher"));
        Succeeds(await projects.NewAsync("Worker", "cdc-worker", "--name", "Acme.Listener"));
        Directory.GetFiles(projects["Function"]).Select(Path.GetFileName).Should().BeEquivalentTo("Acme.Publisher.csproj", "Program.cs", "StreamHandler.cs", "README.md", "packages.lock.json");
        File.ReadAllText(projects["Function/README.md"]).Should().Contain("| Handler | `Acme.Publisher` |").And.Contain("dotnet publish -c Release -o out")
            .And.Contain("dotnet publish -c Release -r linux-x64 -p:PublishAot=true -o out");
        Succeeds(await projects.DotNetAsync("Function", "publish", "-c", "Release", "-o", "out"));
        Succeeds(await projects.DotNetAsync("Function", "publish", "-c", "Release", "-r", InstalledProjects.Runtime, "-p:PublishAot=true", "-o", "native"));
        Succeeds(await projects.DotNetAsync("Worker", "publish", "-c", "Release", "-r", InstalledProjects.Runtime, "--self-contained", "-p:PublishTrimmed=true", "-o", "out"));

        File.Exists(projects["Function/native/Acme.Publisher.dll"]).Should().BeFalse("it is native");
        foreach (var (handler, package) in new[] { ("Acme.Publisher", projects.Package("Function/out")), ("bootstrap", projects.Package("Function/native", "bootstrap")) })
        {
            Succeeds(await RunChainAsync(handler, package, "OrderId = o-1 } is Placed", "OrderId = o-1 } is gone", projects["Worker/out/Acme.Listener"]))
                .Output.Should().Contain("Both changes reached the worker.");
        }
    }

    [SkippableFact]
    public async Task QueueFunction_OfItsPage_RunsOutOfItsPackage()
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);
        projects.Write(
            "Shop.Queue",
            ("Shop.Queue.csproj", Page.Readme.Block("xml", "Cdc.Lambda", packages.Version).Replace(
                "<PackageReference", $"""<PackageReference Include="Cdc.Consumer" Version="{packages.Version}" /><PackageReference""", StringComparison.Ordinal)),
            ("Program.cs", Page.QueueFunction.Block("csharp", "await LambdaRuntime.RunAsync(() => new CdcQueueHandler<string>(CdcKeyFormat", packages.Version)));
        Succeeds(await projects.DotNetAsync("Shop.Queue", "publish", "-c", "Release", "-o", "out"));

        var run = Succeeds(await RunChainAsync("Shop.Queue", projects.Package("Shop.Queue/out"), "queue"));

        run.Output.Should().Contain("""{"batchItemFailures":[{"itemIdentifier":"m-2"}]}""").And.Contain("Modify of ")
            .And.MatchRegex("\t[0-9a-f-]{36}\tERROR\tCdc\\.Consumer\\.OrderHandler\\[2800\\] Message m-2 ");
    }

    [SkippableFact]
    public async Task Template_WorkerOfAQueueAndTable_BuildsWithTheirNames()
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);

        Succeeds(await projects.NewAsync("Payments", "cdc-worker", "--name", "Acme.Payments", "--queue", "payments-listener", "--table", "Payments"));

        File.ReadAllText(projects["Payments/appsettings.json"]).Should().Contain("\"QueueName\": \"payments-listener\"");
        File.ReadAllText(projects["Payments/Program.cs"]).Should().Contain(".LoadItems(\"Payments\"").And.Contain("using Acme.Payments;");
        Succeeds(await projects.DotNetAsync("Payments", "build", "-c", "Release"));
    }

    [SkippableFact]
    public async Task Template_QueueFunctionOfACompositeKey_BuildsWithIt()
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);

        Succeeds(await projects.NewAsync(
            "Ledger", "cdc-queue-function", "--name", "Acme.Ledger", "--table", "Payments", "--partition-key", "accountId", "--sort-key", "payment#id", "--sort-key-type", "decimal"));

        File.ReadAllText(projects["Ledger/ItemKey.cs"]).Should().Contain(
            """ItemKey([property: JsonPropertyName("accountId")] string AccountId, [property: JsonPropertyName("payment#id")] decimal Payment_id);""").And.NotContain("#if");
        Succeeds(await projects.DotNetAsync("Ledger", "build", "-c", "Release", "-warnaserror"));
    }

    [SkippableTheory]
    [InlineData("Tests", "--table", "Payments", "--partition-key", "accountId", "--partition-key-type", "long", "--sort-key", "paymentId", "--sort-key-type", "string")]
    public async Task Template_TestsOfAChain_Pass(string folder, params string[] options)
    {
        Skip.If(Toolchain.NoPacking is not null, Toolchain.NoPacking);

        Succeeds(await projects.NewAsync(folder, ["cdc-tests", "--name", "Acme.Tests", .. options]));

        Succeeds(await projects.DotNetAsync(folder, "test", "-warnaserror")).Output.Should().MatchRegex("Passed: +2,");
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
