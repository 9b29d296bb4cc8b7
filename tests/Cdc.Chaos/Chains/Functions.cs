using Cdc.Lambda;
using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cdc.Chaos.Chains;

/// <summary>The function as Lambda runs it: in several processes. Each remembers for itself, and now and then one is throttled or lost.</summary>
internal sealed class Functions
{
    private const int Processes = 3;
    private const double Throttled = 0.01;
    private const double Lost = 0.01;

    // Some are of an older version, as while a new one is rolled out.
    private static readonly int[] _packed = [1, 7, 100];

    private readonly Lock _gate = new();
    private readonly Chance _chance;
    private readonly Handler[] _handlers;

    public Functions(string topicArn, SnsClient sns, Chance chance)
    {
        _chance = chance;
        _handlers = [.. Enumerable.Range(0, Processes).Select(_ => new Handler(new CdcPublisherOptions { TopicArn = topicArn, MaxChangesPerMessage = chance.OneOf(_packed) }, sns))];
    }

    public AcceptedChanges Accepted { get; } = new();

    public async Task<Stream> InvokeAsync(Stream streamEvent)
    {
        var (handler, isThrottled, isLost) = Draw();
        if (isThrottled) throw new LambdaThrottledException("Made to be throttled.");

        using var input = new MemoryStream();
        await streamEvent.CopyToAsync(input);
        input.Position = 0;
        var output = new MemoryStream();
        await using (var answer = await handler.HandleAsync(input)) await answer.CopyToAsync(output);
        if (isLost) throw new InvalidOperationException("Made to be lost after its work.");
        Accepted.Add(input.ToArray(), output.ToArray());
        output.Position = 0;
        return output;
    }

    private (Handler Handler, bool IsThrottled, bool IsLost) Draw()
    {
        lock (_gate) return (_chance.OneOf(_handlers), _chance.Is(Throttled), _chance.Is(Lost));
    }

    private sealed class Handler(CdcPublisherOptions options, SnsClient sns) : CdcStreamHandler(options, sns, NullLoggerFactory.Instance);
}
