using Cdc.Testing.Tests.Contracts;
using CsCheck;

namespace Cdc.Testing.Tests.DynamoDb.Differential;

/// <summary>Whatever is written: LocalAws answers, stores and streams what DynamoDB Local does.</summary>
[RunsOn(Emulator.DynamoDbLocal)]
public sealed class WriteDifferentialTests : IAsyncLifetime
{
    private readonly Side _ours = new(new InProcessBackend(new LocalAwsOptions { ShardsPerStream = 1 }));
    private readonly Side _theirs = new(new DynamoDbLocalBackend());

    public Task InitializeAsync() => Task.WhenAll(_ours.InitializeAsync(), _theirs.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(_ours.DisposeAsync(), _theirs.DisposeAsync());

    [ContractFact]
    public Task Write_OneByOne_DoesWhatDynamoDbLocalDoes() => CompareAsync((side, steps) => side.WriteAsync(steps));

    [ContractFact]
    public Task Write_InTransactions_DoesWhatDynamoDbLocalDoes() => CompareAsync((side, steps) => side.TransactAsync(steps));

    private Task CompareAsync(Func<Side, Step[], Task<List<string>>> run) => Steps.One.Array[1, 15].SampleAsync(
        async steps => (await run(_ours, steps)).Should().Equal(await run(_theirs, steps)),
        iter: Steps.Samples,
        threads: 1,
        print: steps => string.Join("\n", steps.Select(step => step.ToString())));
}
