using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace OrdersDemo;

/// <summary>Reads the outputs of a deployed CloudFormation stack, with the aws CLI that deployed it.</summary>
internal static class StackOutputs
{
    /// <summary>The settings of the demo's parts, and the outputs of <c>build/aws/listener.yaml</c> that hold their values.</summary>
    private static readonly (string Setting, string Output)[] _settings = [("Orders:TableName", "TableName"), ("Cdc:QueueUrl", "QueueUrl")];

    /// <returns>The settings with which API and listener run against the stack.</returns>
    /// <exception cref="DemoException">There is no CLI, no such stack, or not the outputs of this one.</exception>
    public static async Task<Dictionary<string, string?>> ReadAsync(string stack, CancellationToken cancellationToken) =>
        ToSettings(stack, await DescribeAsync(stack, cancellationToken));

    /// <summary>Reads the outputs from the CLI's JSON, a list of objects with <c>OutputKey</c> and <c>OutputValue</c>.</summary>
    public static Dictionary<string, string?> ToSettings(string stack, string json)
    {
        using var outputs = JsonDocument.Parse(json);
        var settings = new Dictionary<string, string?>();
        foreach (var (setting, output) in _settings)
        {
            var found = outputs.RootElement.ValueKind is JsonValueKind.Array
                ? outputs.RootElement.EnumerateArray().FirstOrDefault(one => one.GetProperty("OutputKey").ValueEquals(output))
                : default;
            if (found.ValueKind is not JsonValueKind.Object)
                throw new DemoException($"The stack '{stack}' has no output '{output}'. Deploy it with build/aws/deploy.sh, or name another with --stack.");
            settings[setting] = found.GetProperty("OutputValue").GetString();
        }

        // A name in the environment is that of another queue.
        settings["Cdc:QueueName"] = null;
        return settings;
    }

    private static async Task<string> DescribeAsync(string stack, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "aws", ["cloudformation", "describe-stacks", "--stack-name", stack, "--query", "Stacks[0].Outputs", "--output", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Not every version of the CLI knows the variable that the SDK reads.
        if (Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region)
        {
            start.ArgumentList.Add("--region");
            start.ArgumentList.Add(region);
        }

        try
        {
            using var cli = Process.Start(start)!;
            var error = cli.StandardError.ReadToEndAsync(cancellationToken);
            var json = await cli.StandardOutput.ReadToEndAsync(cancellationToken);
            await cli.WaitForExitAsync(cancellationToken);
            return cli.ExitCode == 0 ? json : throw new DemoException($"The stack '{stack}' cannot be looked at: {(await error).Trim()}");
        }
        catch (Win32Exception)
        {
            throw new DemoException("--stack needs the aws CLI on PATH. Without it leave --stack out, and set Cdc__QueueUrl and Orders__TableName.");
        }
    }
}
