using Cdc.Testing.Tests.Contracts;
using CsCheck;

namespace Cdc.Testing.Tests.DynamoDb.Differential;

/// <summary>Whatever is asked: LocalAws gives DynamoDB Local's items, in its order and its pages.</summary>
[RunsOn(Emulator.DynamoDbLocal)]
public sealed class PageDifferentialTests : IAsyncLifetime
{
    private readonly PageSide _ours = new(new InProcessBackend());
    private readonly PageSide _theirs = new(new DynamoDbLocalBackend());

    public Task InitializeAsync() => Task.WhenAll(_ours.InitializeAsync(), _theirs.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(_ours.DisposeAsync(), _theirs.DisposeAsync());

    [ContractFact]
    public Task Query_Any_GivesWhatDynamoDbLocalGives() => PageQuery.One.SampleAsync(
        async query => (await _ours.ReadAsync(query)).Should().Equal(await _theirs.ReadAsync(query)),
        iter: 5 * Steps.Samples,
        threads: 1);
}
