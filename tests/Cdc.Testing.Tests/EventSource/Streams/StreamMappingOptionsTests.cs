using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Cdc.Testing.Tests.EventSource.Streams;

public sealed class StreamMappingOptionsTests
{
    [Fact]
    public async Task Start_OptionsOutOfRange_NamesThemAll()
    {
        using var table = await MappedTable.CreateAsync();
        var tooLong = TimeSpan.FromDays(8);
        var start = () => table.Start(new()
        {
            BatchSize = 10_001,
            MaximumBatchingWindow = TimeSpan.FromSeconds(301),
            ParallelizationFactor = 11,
            MaximumRetryAttempts = -2,
            MaximumRecordAge = TimeSpan.FromSeconds(59),
            FilterPatterns = ["{}"],
            FunctionArn = "",
            StartingPosition = (LocalEventSourceMappingPosition)7,
            PollingInterval = TimeSpan.Zero,
            RetryDelay = TimeSpan.FromSeconds(31),
            ShardDiscoveryInterval = tooLong,
            TimeProvider = null!,
        });

        start.Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().Equal(
            "BatchSize is 10001, outside 1 to 10000.",
            "MaximumBatchingWindow is 00:05:01, outside 00:00:00 to 00:05:00.",
            "ParallelizationFactor is 11, outside 1 to 10.",
            "MaximumRetryAttempts is -2, outside -1 to 10000.",
            "MaximumRecordAge is 00:00:59, outside 00:01:00 to 7.00:00:00.",
            "FilterPatterns holds '{}': the pattern must be an object with members.",
            "FunctionArn is not set.",
            "StartingPosition is 7, neither TrimHorizon nor Latest.",
            "PollingInterval is 00:00:00, not greater than 00:00:00 and up to 1.00:00:00.",
            "RetryDelay is 00:00:31, not greater than 00:00:00 and up to 00:00:30.",
            "ShardDiscoveryInterval is 8.00:00:00, not greater than 00:00:00 and up to 1.00:00:00.",
            "TimeProvider is not set.");
    }

    [Fact]
    public async Task Start_OptionsBelowTheirRanges_NamesThemAll()
    {
        using var table = await MappedTable.CreateAsync();
        var start = () => table.Start(new()
        {
            BatchSize = 0,
            MaximumBatchingWindow = TimeSpan.FromTicks(-1),
            ParallelizationFactor = 0,
            MaximumRetryAttempts = 10_001,
            MaximumRecordAge = TimeSpan.FromDays(7) + TimeSpan.FromTicks(1),
            FilterPatterns = null!,
        });

        start.Should().ThrowExactly<OptionsValidationException>().Which.Failures.Should().HaveCount(6);
    }

    [Fact]
    public async Task Start_OptionsAtTheirLimits_Starts()
    {
        using var table = await MappedTable.CreateAsync();
        await table.PutAsync("1");
        var time = new FakeTimeProvider();

        await using var mapping = table.Start(new LocalEventSourceMappingOptions
        {
            BatchSize = 10_000,
            MaximumBatchingWindow = TimeSpan.Zero,
            ParallelizationFactor = 10,
            MaximumRetryAttempts = 10_000,
            MaximumRecordAge = TimeSpan.FromDays(7),
            StartingPosition = LocalEventSourceMappingPosition.TrimHorizon,
            PollingInterval = TimeSpan.FromDays(1),
            RetryDelay = TimeSpan.FromSeconds(30),
            ShardDiscoveryInterval = TimeSpan.FromDays(1),
            TimeProvider = time,
        });

        await table.Function.InvokedWithAsync("1");
    }
}
