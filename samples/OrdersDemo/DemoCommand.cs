using System.CommandLine;
using System.Net;

namespace OrdersDemo;

/// <summary>The command line.</summary>
internal static class DemoCommand
{
    public static RootCommand Create()
    {
        var smoke = new Option<bool>("--smoke") { Description = "Post, change and delete orders, wait for the listener, print the times of each hop, and stop." };
        var aws = new Option<bool>("--aws") { Description = "Run API and listener against the AWS account of the environment, where the table, function, topic and queue are set up already." };
        var endpointUrl = new Option<Uri?>("--endpoint-url") { Description = "Use this AWS emulator, for example http://127.0.0.1:5000, and create the table, topic and queue there." };
        var port = new Option<int>("--port") { Description = "The orders API's port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 5080 };
        endpointUrl.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(Uri.TryCreate(token.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
                result.AddError($"--endpoint-url is '{token.Value}', which is not an http or https URL.");
        });
        port.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number is < 0 or > IPEndPoint.MaxPort)
                result.AddError($"--port is {number}; a port is 0 to {IPEndPoint.MaxPort}.");
        });

        var command = new RootCommand("Runs POST /orders → DynamoDB → stream → Lambda → SNS → SQS → listener on this machine.") { smoke, endpointUrl, aws, port };
        command.Validators.Add(result =>
        {
            if (result.GetValue(aws) && result.GetResult(endpointUrl) is not null) result.AddError("--aws and --endpoint-url exclude each other.");
        });
        command.SetAction((parsed, cancellationToken) => DemoRun.RunAsync(
            new DemoOptions
            {
                Smoke = parsed.GetValue(smoke),
                Aws = parsed.GetValue(aws),
                EndpointUrl = parsed.GetValue(endpointUrl),
                Port = parsed.GetValue(smoke) && parsed.GetResult(port) is null or { Implicit: true } ? 0 : parsed.GetValue(port),
            },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }
}
