using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using OrdersDemo.Load;

namespace OrdersDemo;

/// <summary>The command line.</summary>
internal static class DemoCommand
{
    /// <returns>The exit code; 1 where the arguments are wrong.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration configuration)
    {
        var parsed = Create().Parse(arguments);
        // By default the whole help would follow, and hide the error above it.
        if (parsed.Action is not ParseErrorAction wrong) return await parsed.InvokeAsync(configuration);
        wrong.ShowHelp = false;
        var code = await parsed.InvokeAsync(configuration);
        await configuration.Error.WriteLineAsync("--help lists the options.");
        return code;
    }

    private static RootCommand Create()
    {
        var smoke = new Option<bool>("--smoke") { Description = "Post, change and delete orders, wait for the listener, print the times of each hop, and stop." };
        var aws = new Option<bool>("--aws") { Description = "Run API and listener against the AWS account of the environment, where the table, function, topic and queue are set up already. Settings: AWS_REGION, AWS_PROFILE or keys, Cdc__QueueName or Cdc__QueueUrl, Orders__TableName (default: Orders)." };
        var stack = new Option<string?>("--stack") { Description = "With --aws: take table and queue from the outputs of this CloudFormation stack, orders-listener for example, as build/aws/deploy.sh makes it. Needs the aws CLI." };
        var endpointUrl = new Option<Uri?>("--endpoint-url")
        {
            Description = "Use this AWS emulator, for example http://127.0.0.1:5000, and create the table, topic and queue there. A second instance on the same emulator reads the same queue, and publishes every change again.",
            CustomParser = ParseEndpointUrl,
        };
        var port = new Option<int>("--port")
        {
            Description = "The orders API's port on 127.0.0.1; 0 takes a free one. --smoke takes a free one, too, unless you give a port.",
            DefaultValueFactory = _ => 5080,
            CustomParser = result => ParsePort(result, "--port"),
        };
        var awsPort = new Option<int>("--aws-port")
        {
            Description = "The built-in AWS's port on 127.0.0.1, for other programs; 0, the default, takes a free one.",
            CustomParser = result => ParsePort(result, "--aws-port"),
        };
        var load = new Option<LoadRate?>("--load")
        {
            Description = "Place, pay and delete orders until Ctrl-C: so many changes a second, for example 1000/s.",
            CustomParser = ParseLoad,
        };
        var verbose = new Option<bool>("--verbose") { Description = "Log everything that the parts do, even each batch and message." };
        var otelConsole = new Option<bool>("--otel-console") { Description = "Write traces and metrics to the console. OTEL_EXPORTER_OTLP_ENDPOINT in the environment sends them there." };

        var command = new RootCommand("Runs POST /orders → DynamoDB → stream → Lambda → SNS → SQS → listener on this machine.") { smoke, load, endpointUrl, aws, stack, port, awsPort, verbose, otelConsole };
        command.Validators.Add(result =>
        {
            if (result.GetValue(aws) && result.GetResult(endpointUrl) is not null) result.AddError("--aws and --endpoint-url exclude each other.");
            if (result.GetValue(smoke) && result.GetResult(load) is not null) result.AddError("--smoke and --load exclude each other.");
            if (result.GetResult(awsPort) is { Implicit: false } && (result.GetValue(aws) || result.GetResult(endpointUrl) is not null))
                result.AddError("--aws-port is the built-in AWS's, which --aws and --endpoint-url do without.");
            if (result.GetResult(stack) is not null && !result.GetValue(aws)) result.AddError("--stack goes with --aws.");
        });
        command.SetAction((parsed, cancellationToken) => DemoRun.RunAsync(
            new DemoOptions
            {
                Smoke = parsed.GetValue(smoke),
                Load = parsed.GetValue(load),
                Verbose = parsed.GetValue(verbose),
                OtelConsole = parsed.GetValue(otelConsole),
                Aws = parsed.GetValue(aws),
                Stack = parsed.GetValue(stack),
                EndpointUrl = parsed.GetValue(endpointUrl),
                AwsPort = parsed.GetValue(awsPort),
                Port = parsed.GetValue(smoke) && parsed.GetResult(port) is null or { Implicit: true } ? 0 : parsed.GetValue(port),
            },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    private static Uri? ParseEndpointUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        result.AddError($"--endpoint-url is '{text}', which is not an http or https URL.");
        return null;
    }

    private static LoadRate? ParseLoad(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (LoadRate.TryParse(text, out var rate)) return rate;
        result.AddError($"--load is '{text}'; a load is 1/s to {LoadRate.Max}/s, for example 1000/s.");
        return null;
    }

    private static int ParsePort(ArgumentResult result, string option)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort) return port;
        result.AddError($"{option} is '{text}'; a port is a number from 0 to {IPEndPoint.MaxPort}.");
        return 0;
    }
}
