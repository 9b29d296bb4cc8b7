using CsCheck;

namespace Cdc.Publisher.Tests.Fakes;

/// <summary>What goes wrong with a call.</summary>
public enum Fault
{
    None,
    Entries,
    BeforeSending,
    AfterSending,
    UnknownId,
    Cancelled,
}

/// <summary>An SNS that fails as a script says, and works when the script is at its end.</summary>
public sealed class FlakySns(IEnumerable<(Fault Fault, int Mask)> script) : ISnsPublisher
{
    public static readonly Gen<List<(Fault Fault, int Mask)>> Scripts =
        Gen.Select(Gen.Enum<Fault>(), Gen.Int[0, 1023]).List[0, 25];

    private readonly Queue<(Fault Fault, int Mask)> _script = new(script);

    /// <summary>What reached the topic, in the order in which it did.</summary>
    public List<SnsEntry> Delivered { get; } = [];

    /// <summary>Each entry that was sent, and whether the publisher was told that it went out.</summary>
    public List<(SnsEntry Entry, bool Confirmed)> Attempts { get; } = [];

    public Task<IReadOnlyList<SnsFailure>> PublishBatchAsync(string topicArn, IReadOnlyList<SnsEntry> entries, CancellationToken cancellationToken)
    {
        var (fault, mask) = _script.TryDequeue(out var next) ? next : (Fault.None, 0);
        var failed = entries.Where((_, index) => fault is not Fault.None && ((mask >> index) & 1) == 1).ToList();
        if (fault != Fault.BeforeSending) Delivered.AddRange(entries.Except(failed));
        var confirmed = fault is Fault.None or Fault.Entries;
        Attempts.AddRange(entries.Select(entry => (entry, confirmed && !failed.Contains(entry))));
        return fault switch
        {
            Fault.None => Task.FromResult<IReadOnlyList<SnsFailure>>([]),
            Fault.Entries => Task.FromResult<IReadOnlyList<SnsFailure>>([.. failed.Select(entry => FakeSns.Failure(entry.Id))]),
            Fault.UnknownId => Task.FromResult<IReadOnlyList<SnsFailure>>([.. failed.Select(entry => FakeSns.Failure(entry.Id)), FakeSns.Failure("no such entry")]),
            Fault.Cancelled => Task.FromException<IReadOnlyList<SnsFailure>>(new OperationCanceledException()),
            _ => throw new HttpRequestException("The connection was closed."),
        };
    }
}
