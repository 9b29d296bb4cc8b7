namespace Cdc.Testing;

/// <summary>Says how a <see cref="LocalLambdaRuntimeApi"/> invokes its function.</summary>
public sealed class LocalLambdaRuntimeApiOptions
{
    /// <summary>Gets the function's timeout, from which each invocation's deadline comes.</summary>
    /// <value>
    /// Default: 60 seconds; 1 second to 15 minutes
    /// (<see href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"/>). It counts from when the function takes the invocation.
    /// An invocation that no function takes fails after the same time.
    /// </value>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets the function's ARN, which each invocation tells the function.</summary>
    /// <value>Default: <c>arn:aws:lambda:us-east-1:000000000000:function:local</c>.</value>
    public string FunctionArn { get; init; } = "arn:aws:lambda:us-east-1:000000000000:function:local";

    /// <summary>Gets the clock of deadlines and timeouts.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
