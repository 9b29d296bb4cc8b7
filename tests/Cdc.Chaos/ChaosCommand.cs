using System.CommandLine;
using System.Globalization;

namespace Cdc.Chaos;

/// <summary>The command line. People call <c>build/chaos.sh</c>.</summary>
internal static class ChaosCommand
{
    private const int ShownViolations = 50;
    private const int Interrupted = 130;
    private const int HighestSeed = 1_000_000_000;
    private const int LongestSeconds = 9_999;

    public static RootCommand Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long changes are written, 1 to 9999.", DefaultValueFactory = _ => 60 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LongestSeconds) result.AddError($"--seconds takes 1 to {LongestSeconds}.");
        });
        var seed = new Option<int>("--seed")
        {
            Description = "What writes, faults and kills are drawn from; by default another one each time.",
            DefaultValueFactory = _ => Random.Shared.Next(HighestSeed),
        };

        var command = new RootCommand("Breaks the chain on purpose for a while, and checks that nothing is lost or out of order.") { seconds, seed };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new ChaosPlan(parsed.GetValue(seed)) { Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)) }, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ChaosPlan plan, CancellationToken cancellationToken)
    {
        var logs = Directory.CreateTempSubdirectory("chaos-");
        ChaosResult? result = null;
        try
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"writing for {plan.Duration!.Value.TotalSeconds} s, seed {plan.Seed}"));
            result = await new ChaosRun(plan, logs, Tell).RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"stopped before the end, seed {plan.Seed}"));
            return Interrupted;
        }
        finally
        {
            if (result is null or { IsGood: true }) logs.Delete(recursive: true);
        }

        Print(result, logs);
        return result.IsGood ? 0 : 1;
    }

    private static void Print(ChaosResult result, DirectoryInfo logs)
    {
        foreach (var (name, faults, verdict) in result.Chains)
        {
            Console.WriteLine($"{name}: {verdict.Changes} changes, {faults}");
            foreach (var violation in verdict.Violations.Take(ShownViolations)) Console.WriteLine($"  {violation.Kind}: {violation.What}");
            if (verdict.Violations.Count > ShownViolations) Console.WriteLine($"  and {verdict.Violations.Count - ShownViolations} more");
        }

        if (!result.IsGood) Console.WriteLine($"The consumers' logs are in {logs.FullName}");
        Console.WriteLine(result);
    }

    private static void Tell(string what) => Console.Error.WriteLine($"chaos: {what}");
}
