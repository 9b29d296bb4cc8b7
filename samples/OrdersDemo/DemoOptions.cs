using OrdersDemo.Load;

namespace OrdersDemo;

/// <summary>What the command line asks for.</summary>
internal sealed record DemoOptions
{
    /// <summary>The API's port on 127.0.0.1; 0 for a free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>The built-in AWS's port on 127.0.0.1; 0 for a free one.</summary>
    public int AwsPort { get; init; }

    /// <summary>An AWS emulator to use instead of the built-in one.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Whether API and listener run against an AWS account.</summary>
    public bool Aws { get; init; }

    /// <summary>The CloudFormation stack whose outputs name table and queue; null where the environment names them.</summary>
    public string? Stack { get; init; }

    /// <summary>Whether to drive the chain once, measure, and stop.</summary>
    public bool Smoke { get; init; }

    /// <summary>The load to drive the chain with; null for none.</summary>
    public LoadRate? Load { get; init; }

    /// <summary>Whether the parts log everything.</summary>
    public bool Verbose { get; init; }

    /// <summary>Whether traces and metrics go to the console.</summary>
    public bool OtelConsole { get; init; }

    /// <summary>The lowest level that the parts log.</summary>
    public LogLevel LogLevel => this switch
    {
        { Verbose: true } => LogLevel.Debug,
        { Smoke: true } => LogLevel.Warning,
        // Under load a fault would log a line for each of thousands of changes. The load's own line counts them.
        { Load: not null } => LogLevel.Critical,
        _ => LogLevel.Information,
    };
}
