using Microsoft.Extensions.Options;

namespace Cdc.Consumer.Hosting;

/// <summary>Tells the faults of a plan with those of its options.</summary>
internal sealed class PlanValidator<TOptions>(HandlingPlan plan, IServiceProvider services) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options) =>
        name != plan.Name ? ValidateOptionsResult.Skip
        : plan.Faults(services).ToList() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults)
        : ValidateOptionsResult.Success;
}
