namespace Cdc.Consumer.Handling;

/// <summary>Finds every fault of what a builder was told.</summary>
internal static class PipelineFaults
{
    public static string NoHandler(string consumer) => $"Consumer '{consumer}' has no handler: call Handle or HandleBatches.";

    /// <param name="spec">What the builder was told.</param>
    /// <param name="shared">Steps around it that it shares with others.</param>
    /// <param name="hasMarks">Whether marks are kept for it, by its own step or one that all consumers have.</param>
    public static IEnumerable<string> Of<TKey>(PipelineSpec<TKey> spec, IReadOnlyList<PipelineStep> shared, bool hasMarks)
        where TKey : notnull
    {
        if (hasMarks && !spec.IsNameStable)
        {
            var ownName = spec.OptionsName[(spec.OptionsName.LastIndexOf('/') + 1)..];
            yield return $"Consumer '{spec.OptionsName}' keeps high-water marks under the name of its handler's type, and would lose them with the type's next name. "
                + $"Give it a name of its own; \"{ownName}\" keeps the marks that there are.";
        }

        switch (spec.Handler)
        {
            case null:
                yield return NoHandler(spec.OptionsName);
                break;
            case BatchHandlerKind<TKey> batches:
                foreach (var step in shared.Concat(spec.Steps).Where(step => step.AroundBatch is null))
                    yield return $"Consumer '{spec.OptionsName}': {step.Name} is a step around single changes, and {batches.Name} handles batches. Let it be an ICdcBatchMiddleware too.";
                break;
            case { } single:
                foreach (var step in shared.Concat(spec.Steps).Where(step => step.AroundChange is null))
                    yield return $"Consumer '{spec.OptionsName}': {step.Name} is a step around batches, and {single.Name} handles single changes. Let it be an ICdcMiddleware too.";
                break;
        }

        if (FaultOfKeys(spec) is { } fault) yield return fault;
    }

    private static string? FaultOfKeys<TKey>(PipelineSpec<TKey> spec)
        where TKey : notnull
    {
        try
        {
            _ = spec.KeyFormat;
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return error is ArgumentException ? $"Consumer '{spec.OptionsName}': {error.Message}" : error.Message;
        }
    }
}
