using Cdc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Handling;

/// <summary>What a builder was told of a pipeline, until its host starts.</summary>
internal abstract class PipelineSpec(IServiceCollection services, string name, string optionsName, bool isNameStable)
{
    public IServiceCollection Services { get; } = services;

    /// <summary>The consumer's name.</summary>
    public string Name { get; } = name;

    /// <summary>Under which name this pipeline's options are: the consumer's, or one of a route's own.</summary>
    public string OptionsName { get; } = optionsName;

    /// <summary>Whether somebody chose the name, so that it stays when a class is renamed.</summary>
    public bool IsNameStable { get; } = isNameStable;

    /// <summary>The steps, in order.</summary>
    public List<PipelineStep> Steps { get; } = [];

    /// <summary>Whether a step loads items.</summary>
    public bool HasItems { get; set; }

    /// <summary>Whether one of the steps is the marks, so that they need no place of their own.</summary>
    public bool HasMarks { get; set; }
}

/// <summary>What a builder was told of a pipeline for keys of one type.</summary>
internal sealed class PipelineSpec<TKey>(IServiceCollection services, string name, string optionsName, bool isNameStable)
    : PipelineSpec(services, name, optionsName, isNameStable)
    where TKey : notnull
{
    private CdcKeyFormat<TKey>? _keyFormat;

    public HandlerKind<TKey>? Handler { get; private set; }

    /// <summary>How keys are read.</summary>
    /// <exception cref="InvalidOperationException">Nobody said it, and it cannot be known.</exception>
    public CdcKeyFormat<TKey> KeyFormat
    {
        get => _keyFormat ??= DefaultKeyFormat.Of<TKey>(Name);
        set => _keyFormat = value;
    }

    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public void SetHandler(HandlerKind<TKey> handler)
    {
        if (Handler is { } other) throw new InvalidOperationException($"Consumer '{Name}' already has a handler, {other.Name}: {handler.Name} cannot be another.");
        Handler = handler;
    }
}
