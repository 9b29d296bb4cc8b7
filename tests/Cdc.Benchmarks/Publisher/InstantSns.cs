using Cdc.Publisher;
using Cdc.Publisher.Sns;

namespace Cdc.Benchmarks.Publisher;

/// <summary>Takes every body at once, so that a benchmark measures publishing up to the ready call.</summary>
internal sealed class InstantSns : BodySns
{
    private static readonly Task<IReadOnlyList<SnsFailure>> _allTaken = Task.FromResult<IReadOnlyList<SnsFailure>>([]);

    public int Calls { get; private set; }

    public override Task<IReadOnlyList<SnsFailure>> PublishBodyAsync(string topicArn, PublishBody body, CancellationToken cancellationToken)
    {
        if (body.Form.IsEmpty) throw new InvalidOperationException("The body is not ready.");
        Calls++;
        return _allTaken;
    }
}
