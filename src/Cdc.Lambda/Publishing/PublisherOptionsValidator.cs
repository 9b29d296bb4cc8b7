using Microsoft.Extensions.Options;

namespace Cdc.Lambda.Publishing;

/// <summary>Finds every fault of the settings at once, and says what was found.</summary>
internal sealed class PublisherOptionsValidator : IValidateOptions<CdcPublisherOptions>
{
    private const int MaxPrefixLength = 200;
    private const int MaxConcurrentCalls = 64;
    private static readonly TimeSpan _longestRetry = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan _shortestMargin = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan _longestMargin = TimeSpan.FromSeconds(60);

    /// <exception cref="OptionsValidationException">There is a fault.</exception>
    public static void ThrowIfInvalid(CdcPublisherOptions options)
    {
        var faults = Faults(options).ToList();
        if (faults.Count > 0) throw new OptionsValidationException(nameof(CdcPublisherOptions), typeof(CdcPublisherOptions), faults);
    }

    public ValidateOptionsResult Validate(string? name, CdcPublisherOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Faults(CdcPublisherOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.TopicArn))
            yield return "TopicArn is not set. Set it in code, or set the environment variable Cdc__TopicArn to the ARN of the SNS topic.";
        else if (!IsTopicArn(options.TopicArn))
            yield return $"TopicArn is '{options.TopicArn}', which is not the ARN of an SNS topic: arn:aws:sns:<region>:<account>:<topic>.";
        if (options.EventTypePrefix is { } prefix
            && (prefix.Length is 0 or > MaxPrefixLength || prefix.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))))
            yield return $"EventTypePrefix is '{prefix}'. It must have 1 to {MaxPrefixLength} characters and no white space.";
        if (options.MaxConcurrentCalls is < 1 or > MaxConcurrentCalls)
            yield return $"MaxConcurrentCalls is {options.MaxConcurrentCalls}, outside 1 to {MaxConcurrentCalls}.";
        if (options.RetryFor < TimeSpan.Zero || options.RetryFor > _longestRetry)
            yield return $"RetryFor is {options.RetryFor}, outside {TimeSpan.Zero} to {_longestRetry}.";
        if (options.DeadlineMargin < _shortestMargin || options.DeadlineMargin > _longestMargin)
            yield return $"DeadlineMargin is {options.DeadlineMargin}, outside {_shortestMargin} to {_longestMargin}.";
    }

    private static bool IsTopicArn(string arn)
    {
        var parts = arn.Split(':');
        return !arn.Any(char.IsWhiteSpace) && parts is ["arn", { Length: > 0 }, "sns", { Length: > 0 }, { Length: > 0 }, { Length: > 0 }];
    }
}
