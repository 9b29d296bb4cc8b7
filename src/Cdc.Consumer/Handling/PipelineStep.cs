using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Cdc.Consumer.Handling;

/// <summary>A step of a pipeline, before it is put around the next one.</summary>
/// <param name="Name">What faults call it.</param>
/// <param name="AroundChange">Puts it around the handling of a change; null where it knows batches alone.</param>
/// <param name="AroundBatch">Puts it around the handling of a batch; null where it knows single changes alone.</param>
internal sealed record PipelineStep(
    string Name,
    Func<IServiceProvider, CdcNext, CdcNext>? AroundChange,
    Func<IServiceProvider, CdcBatchNext, CdcBatchNext>? AroundBatch)
{
    public static PipelineStep Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection registrations)
        where T : class, ICdcMiddleware
    {
        ServiceSource.Add<T>(registrations);
        return new(
            typeof(T).Name,
            (services, next) =>
            {
                var source = ServiceSource.Of<T>(registrations, services);
                return (context, token) => source(context).InvokeAsync(context, next, token);
            },
            !typeof(ICdcBatchMiddleware).IsAssignableFrom(typeof(T)) ? null : (services, next) =>
            {
                var source = ServiceSource.Of<T>(registrations, services);
                return (batch, token) => ((ICdcBatchMiddleware)source(batch.Contexts[0])).InvokeAsync(batch, next, token);
            });
    }

    public static PipelineStep OfBatches<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(IServiceCollection registrations)
        where T : class, ICdcBatchMiddleware
    {
        ServiceSource.Add<T>(registrations);
        return new(typeof(T).Name, null, (services, next) =>
        {
            var source = ServiceSource.Of<T>(registrations, services);
            return (batch, token) => source(batch.Contexts[0]).InvokeAsync(batch, next, token);
        });
    }

    public static PipelineStep Of(Func<CdcContext, CdcNext, CancellationToken, ValueTask<CdcOutcome>> middleware) =>
        new("a delegate", (_, next) => (context, token) => middleware(context, next, token), null);

    public static PipelineStep OfBatches(Func<CdcBatch, CdcBatchNext, CancellationToken, ValueTask<CdcBatchResult>> middleware) =>
        new("a delegate", null, (_, next) => (batch, token) => middleware(batch, next, token));
}
