using Amazon.Runtime;
using Amazon.SQS;

namespace Cdc.Testing.Tests.Faults;

public sealed class AwsFaultsTests
{
    [Fact]
    public async Task Rules_SameSeed_StrikeTheSameCalls()
    {
        var (one, other, different) = (await StruckAsync(42), await StruckAsync(42), await StruckAsync(43));

        one.Should().Equal(other);
        one.Should().NotEqual(different);
        one.Should().Contain(true).And.Contain(false);
    }

    [Fact]
    public async Task Rules_OfOneService_DoNotCareForAnothersCalls()
    {
        var alone = await StruckAsync(42);
        var together = await StruckAsync(42, async aws =>
        {
            using var client = aws.CreateDynamoDbClient();
            await client.ListTablesAsync();
        });

        together.Should().Equal(alone);
    }

    [Fact]
    public async Task Rules_ManyCallers_StrikeAsOftenAsOne()
    {
        var faults = new AwsFaults(7);
        using var aws = new LocalAws(new LocalAwsOptions { Faults = faults });
        using var sqs = CreateSqs(aws);
        faults.Add(AwsService.Sqs, "ListQueues", AwsFault.Throttling, probability: 0.3);

        var struck = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => IsStruckAsync(sqs))));

        struck.Count(isStruck => isStruck).Should().Be(faults.Injected);
        faults.Injected.Should().Be((await StruckAsync(7, rate: 0.3, calls: 100)).Count(isStruck => isStruck));
    }

    [Fact]
    public async Task Add_CountAndAfter_StrikesThoseCallsAlone()
    {
        using var aws = new LocalAws();
        using var sqs = CreateSqs(aws);
        var rule = aws.Options.Faults.Add(AwsService.Sqs, "ListQueues", AwsFault.Throttling, count: 2, after: 1);

        List<bool> struck = [];
        for (var call = 0; call < 5; call++) struck.Add(await IsStruckAsync(sqs));

        struck.Should().Equal(false, true, true, false, false);
        rule.Injected.Should().Be(2);
    }

    [Fact]
    public async Task RemoveAndClear_WhileRunning_EndTheFaultsAndKeepTheCounts()
    {
        using var aws = new LocalAws();
        using var sqs = CreateSqs(aws);
        var faults = aws.Options.Faults;
        var rule = faults.Add(AwsService.Sqs, null, AwsFault.Throttling);
        (await IsStruckAsync(sqs)).Should().BeTrue();

        faults.Remove(rule).Should().BeTrue();
        faults.Remove(rule).Should().BeFalse();
        (await IsStruckAsync(sqs)).Should().BeFalse();
        faults.Add(AwsService.Sqs, null, AwsFault.Throttling);
        faults.Clear();
        (await IsStruckAsync(sqs)).Should().BeFalse();

        faults.Rules.Should().BeEmpty();
        faults.InjectedOf(AwsFaultKind.Throttling).Should().Be(1);
    }

    [Fact]
    public async Task ToString_AfterFaults_GivesSeedAndCounts()
    {
        var faults = new AwsFaults(42);
        faults.ToString().Should().Be("seed 42, faults 0");
        using var aws = new LocalAws(new LocalAwsOptions { Faults = faults });
        using var sqs = CreateSqs(aws);
        faults.Add(AwsService.Sqs, null, AwsFault.ClockJump(TimeSpan.FromSeconds(1)));
        faults.Add(AwsService.Sqs, null, AwsFault.Throttling, after: 1);
        for (var call = 0; call < 2; call++) await IsStruckAsync(sqs);

        faults.ToString().Should().Be("seed 42, faults 3: Throttling 1, ClockJump 2");
        faults.Rules[1].ToString().Should().Be("Sqs.*: Throttling");
    }

    [Fact]
    public void Create_WithoutSeed_TakesANewOne() =>
        Enumerable.Range(0, 5).Select(_ => new AwsFaults().Seed).Distinct().Should().HaveCountGreaterThan(1);

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Add_ProbabilityOutOfRange_Throws(double probability) =>
        new AwsFaults().Invoking(faults => faults.Add(AwsService.Sqs, null, AwsFault.Throttling, probability))
            .Should().ThrowExactly<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, -1)]
    public void Add_CountOrAfterOutOfRange_Throws(int count, int after) =>
        new AwsFaults().Invoking(faults => faults.Add(AwsService.Sqs, null, AwsFault.Throttling, count: count, after: after))
            .Should().ThrowExactly<ArgumentOutOfRangeException>();

    [Theory]
    [InlineData(AwsService.Sqs, "PublishBatch")]
    [InlineData(AwsService.Sns, "publishBatch")]
    [InlineData(AwsService.DynamoDb, "")]
    public void Add_UnknownOperation_Throws(AwsService service, string operation) =>
        new AwsFaults().Invoking(faults => faults.Add(service, operation, AwsFault.Throttling)).Should().ThrowExactly<ArgumentException>();

    [Fact]
    public void Add_FaultThatCannotStrike_Throws()
    {
        var faults = new AwsFaults();

        faults.Invoking(target => target.Add(AwsService.Sns, null, AwsFault.DuplicateDelivery)).Should().ThrowExactly<ArgumentException>();
        faults.Invoking(target => target.Add(AwsService.Sqs, "SendMessage", AwsFault.PartialFailure(0.5))).Should().ThrowExactly<ArgumentException>();
        faults.Invoking(target => target.Add(AwsService.DynamoDbStreams, "DescribeStream", AwsFault.ShardSplit)).Should().ThrowExactly<ArgumentException>();
        faults.Invoking(target => target.Add((AwsService)9, null, AwsFault.Throttling)).Should().ThrowExactly<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Create_FaultOutOfRange_Throws()
    {
        Action[] faults =
        [
            () => AwsFault.Latency(TimeSpan.Zero),
            () => AwsFault.Latency(TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1)),
            () => AwsFault.Latency(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)),
            () => AwsFault.Latency(TimeSpan.FromMinutes(61)),
            () => AwsFault.PartialFailure(0),
            () => AwsFault.PartialFailure(1.1),
            () => AwsFault.EarlyVisibility(1),
            () => AwsFault.EarlyVisibility(double.NaN),
            () => AwsFault.ClockJump(TimeSpan.Zero),
            () => AwsFault.ClockJump(TimeSpan.FromDays(366)),
        ];

        foreach (var fault in faults) fault.Should().ThrowExactly<ArgumentOutOfRangeException>();
    }

    /// <summary>A client that tries nothing again.</summary>
    private static AmazonSQSClient CreateSqs(LocalAws aws) => new(LocalAws.Credentials, aws.Configure(new AmazonSQSConfig { MaxErrorRetry = 0 }));

    /// <summary>Which calls in a row a rule strikes.</summary>
    private static async Task<List<bool>> StruckAsync(int seed, Func<LocalAws, Task>? between = null, double rate = 0.5, int calls = 50)
    {
        var faults = new AwsFaults(seed);
        using var aws = new LocalAws(new LocalAwsOptions { Faults = faults });
        using var sqs = CreateSqs(aws);
        faults.Add(AwsService.Sqs, "ListQueues", AwsFault.Throttling, rate);
        faults.Add(AwsService.DynamoDb, null, AwsFault.ClockJump(TimeSpan.FromSeconds(1)), probability: 0.5);
        List<bool> struck = [];
        for (var call = 0; call < calls; call++)
        {
            struck.Add(await IsStruckAsync(sqs));
            if (between is not null) await between(aws);
        }

        return struck;
    }

    private static async Task<bool> IsStruckAsync(AmazonSQSClient sqs)
    {
        try
        {
            await sqs.ListQueuesAsync("");
            return false;
        }
        catch (AmazonServiceException error) when (error.ErrorCode == "RequestThrottled")
        {
            return true;
        }
    }
}
