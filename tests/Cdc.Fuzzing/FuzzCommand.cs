using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using Cdc.Fuzzing.Targets;

namespace Cdc.Fuzzing;

/// <summary>The command line; <c>build/fuzz.sh</c> is what people call.</summary>
internal static class FuzzCommand
{
    /// <summary>Everything that takes input from outside.</summary>
    public static IReadOnlyList<IFuzzTarget> Targets { get; } = [new PublisherTarget(), new ConsumerTarget(), new QueueFunctionTarget(), new ReaderTarget()];

    public static RootCommand Create()
    {
        var count = new Option<long>("--count") { Description = "How many inputs; at least 1.", DefaultValueFactory = _ => 1_000_000 };
        var seed = new Option<ulong>("--seed")
        {
            Description = "What the inputs are made from: the same seed makes the same inputs. Without it any.",
            DefaultValueFactory = _ => (ulong)RandomNumberGenerator.GetInt32(int.MaxValue),
        };
        var only = new Option<long?>("--only") { Description = "Run the input of this number alone, again; needs --seed." };
        var output = new Option<DirectoryInfo>("--output")
        {
            Description = "Where inputs that failed go.",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "fuzz")),
        };
        count.Validators.Add(result =>
        {
            if (IsLess(result, 1)) result.AddError("--count is less than 1.");
        });
        only.Validators.Add(result =>
        {
            if (IsLess(result, 0)) result.AddError("--only is less than 0; the first input is number 0.");
            if (result.GetResult(seed) is null or { Implicit: true }) result.AddError("--only needs the --seed that the run had.");
        });

        var command = new RootCommand("Gives broken events and messages to the publisher and the consumer, and checks that nothing is lost.") { count, seed, only, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(seed),
            parsed.GetValue(only),
            parsed.GetValue(count),
            parsed.GetValue(output)!,
            cancellationToken));
        return command;
    }

    // What is no number has a message of its own.
    private static bool IsLess(OptionResult option, long least) =>
        option.Tokens is [var token] && long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number < least;

    private static async Task<int> RunAsync(ulong seed, long? only, long count, DirectoryInfo output, CancellationToken cancellationToken)
    {
        var settings = only is { } index ? new FuzzSettings(seed, index, 1) : new FuzzSettings(seed, 0, count);
        var report = await new FuzzRun(Targets, settings, TimeProvider.System, new FindingFiles(output, seed).Write).RunAsync(cancellationToken);
        foreach (var line in report.Lines()) Console.WriteLine(line);
        return report.ExitCode;
    }
}
