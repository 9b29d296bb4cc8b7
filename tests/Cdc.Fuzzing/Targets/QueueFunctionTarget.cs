using System.Collections.Concurrent;
using System.Text.Json;
using Cdc.Consumer;
using Cdc.Core;
using Cdc.Fuzzing.Inputs;
using Cdc.Fuzzing.Oracles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cdc.Fuzzing.Targets;

/// <summary>A function on a queue, invoked as Lambda does, with a handler that fails now and then.</summary>
/// <param name="between">What stands between the function and the handler; a test puts a fault there.</param>
internal sealed class QueueFunctionTarget(Func<ICdcHandler<ReadOnlyMemory<byte>>, ICdcHandler<ReadOnlyMemory<byte>>>? between = null) : IFuzzTarget
{
    public string Name => "queue function";

    public byte[] CreateInput(Dice dice) => QueueEventInputs.Create(dice);

    public async Task<Verdict> RunAsync(byte[] input, Dice dice)
    {
        var handler = new NotingHandler(dice);
        var inner = between?.Invoke(handler) ?? handler;
        var function = new CdcQueueHandler(services => services
            .AddSingleton<ILoggerFactory>(FormattingLogs.Factory).AddCdcQueueHandler<ReadOnlyMemory<byte>>("fuzz").Handle(inner.HandleAsync));
        HashSet<string?> failed;
        try
        {
            using var answer = await JsonDocument.ParseAsync(await function.HandleAsync(new MemoryStream(input)));
            failed = [.. answer.RootElement.GetProperty("batchItemFailures").EnumerateArray().Select(failure => failure.GetProperty("itemIdentifier").GetString())];
        }
        catch (CdcQueueEventException)
        {
            return handler.Handled.IsEmpty ? new Verdict(Outcome.Refused) : Verdict.LostBecause("the event was refused, and something in it was handled");
        }

        var outcome = failed.Count == 0 ? Outcome.Done : Outcome.Reported;
        foreach (var (id, body) in MessagesOf(input))
        {
            if (!failed.Contains(id) && !WasHandled(body, handler)) return Verdict.LostBecause($"message {id} was neither handled nor reported as failed");
        }

        return new Verdict(outcome);
    }

    // Messages may be the same but for their ids: their changes are then among those that were handled, in whatever order.
    private static bool WasHandled(string? body, NotingHandler handler)
    {
        try
        {
            var changes = new CdcEnvelopeReader<ReadOnlyMemory<byte>>(CdcKeyFormat.ForJson()).ReadBody(body ?? "");
            return BodyChanges.AreDone(body, changes, [], coalesce: false) && changes.All(change => handler.Handled.ContainsKey(NotingHandler.NameOf(change)));
        }
        catch (CdcEnvelopeFormatException)
        {
            return false;
        }
    }

    /// <summary>The event's messages as another parser than the function's sees them. Of what stands there twice the last counts.</summary>
    private static List<(string? Id, string? Body)> MessagesOf(byte[] queueEvent)
    {
        using var document = JsonDocument.Parse(queueEvent);
        return [.. document.RootElement.EnumerateObject()
            .Where(member => member.NameEquals("Records"u8) && member.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(member => member.Value.EnumerateArray())
            .Select(record => (TextOf(record, "messageId"), TextOf(record, "body")))];
    }

    private static string? TextOf(JsonElement record, string name) => record.TryGetProperty(name, out var value) ? value.TextOf() : null;

    /// <summary>Fails at a change in four, the same ones whatever the order, and notes the others.</summary>
    private sealed class NotingHandler(Dice dice) : ICdcHandler<ReadOnlyMemory<byte>>
    {
        private readonly bool _fails = dice.OneIn(3);
        private readonly ulong _seed = dice.NextBits();

        public ConcurrentDictionary<string, byte> Handled { get; } = new(StringComparer.Ordinal);

        public static string NameOf(CdcEnvelope<ReadOnlyMemory<byte>> change) => $"{change.Id}\n{change.Source}\n{Convert.ToHexString(change.Key.Span)}";

        public Task HandleAsync(CdcContext<ReadOnlyMemory<byte>> context, CancellationToken cancellationToken)
        {
            if (_fails && new Dice(_seed + (ulong)context.Key.Length).OneIn(4)) throw new TimeoutException("No.");
            Handled[NameOf(context.Change)] = 0;
            return Task.CompletedTask;
        }
    }
}
