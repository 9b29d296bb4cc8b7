using Cdc.Core;
using Cdc.Lambda.Hosting;
using Cdc.Publisher;
using Microsoft.Extensions.Options;

namespace Cdc.Lambda;

/// <summary>Reads a function's settings from its environment variables.</summary>
public static class LambdaEnvironment
{
    /// <summary>Reads where changes are published, and as what.</summary>
    /// <returns>The settings, each from the variable that <see cref="CdcPublisherOptions"/> names with it. Whether their values are allowed is not checked yet.</returns>
    /// <exception cref="OptionsValidationException">
    /// A variable is not of its setting's form, or begins with <c>Cdc__</c> and names no setting; it lists all of them, and the values that are not allowed.
    /// </exception>
    public static CdcPublisherOptions ReadPublisherOptions()
    {
        var environment = new EnvironmentSettings(CdcPublisherOptions.SectionName);
        var options = new CdcPublisherOptions();
        options.TopicArn = environment.Text(nameof(CdcPublisherOptions.TopicArn)) ?? options.TopicArn;
        options.EventTypePrefix = environment.Text(nameof(CdcPublisherOptions.EventTypePrefix));
        options.MaxConcurrentCalls = environment.Value(nameof(CdcPublisherOptions.MaxConcurrentCalls), options.MaxConcurrentCalls);
        options.RetryFor = environment.Value(nameof(CdcPublisherOptions.RetryFor), options.RetryFor);
        options.DeadlineMargin = environment.Value(nameof(CdcPublisherOptions.DeadlineMargin), options.DeadlineMargin);
        if (environment.Text(nameof(CdcPublisherOptions.TimeBudget)) is not null) options.TimeBudget = environment.Value(nameof(CdcPublisherOptions.TimeBudget), TimeSpan.FromMinutes(1));
        options.PublishInserts = environment.Value(nameof(CdcPublisherOptions.PublishInserts), options.PublishInserts);
        options.PublishModifications = environment.Value(nameof(CdcPublisherOptions.PublishModifications), options.PublishModifications);
        options.PublishRemovals = environment.Value(nameof(CdcPublisherOptions.PublishRemovals), options.PublishRemovals);
        options.PublishExpirations = environment.Value(nameof(CdcPublisherOptions.PublishExpirations), options.PublishExpirations);
        options.CoalesceChanges = environment.Value(nameof(CdcPublisherOptions.CoalesceChanges), options.CoalesceChanges);
        options.TraceParentAttribute = environment.Text(nameof(CdcPublisherOptions.TraceParentAttribute));
        options.PoisonPolicy = environment.Word(nameof(CdcPublisherOptions.PoisonPolicy), options.PoisonPolicy);
        options.ParkingTopicArn = environment.Text(nameof(CdcPublisherOptions.ParkingTopicArn));
        options.MaxChangesPerMessage = environment.Value(nameof(CdcPublisherOptions.MaxChangesPerMessage), options.MaxChangesPerMessage);
        options.MaxPackedBytes = environment.Value(nameof(CdcPublisherOptions.MaxPackedBytes), options.MaxPackedBytes);
        options.MaxMessageBytes = environment.Value(nameof(CdcPublisherOptions.MaxMessageBytes), options.MaxMessageBytes);
        ReadTables(environment, options);
        foreach (var (table, arn) in environment.Children(nameof(CdcPublisherOptions.TopicArns))) options.TopicArns[table] = arn;
        foreach (var (operation, type) in environment.Children<ChangeOperation>(nameof(CdcPublisherOptions.EventTypes))) options.EventTypes[operation] = type;
        foreach (var name in environment.Listed(nameof(CdcPublisherOptions.ImageAttributes))) options.ImageAttributes.Add(name);
        foreach (var name in environment.Listed(nameof(CdcPublisherOptions.TextAttributes))) options.TextAttributes.Add(name);
        foreach (var name in environment.Listed(nameof(CdcPublisherOptions.RuleAttributes))) options.RuleAttributes.Add(name);
        foreach (var (name, item) in environment.Children(nameof(CdcPublisherOptions.RenamedAttributes))) options.RenamedAttributes[name] = item;
        options.MissingImage = environment.Word(nameof(CdcPublisherOptions.MissingImage), options.MissingImage);
        foreach (var (name, value) in environment.Children(nameof(CdcPublisherOptions.StaticAttributes))) options.StaticAttributes[name] = value;
        options.ReportUnknownSettings = environment.Value(nameof(CdcPublisherOptions.ReportUnknownSettings), options.ReportUnknownSettings);
        if (options.ReportUnknownSettings) environment.ReportUnknown();
        environment.ThrowIfFaulty(typeof(CdcPublisherOptions), options.Validate);
        return options;
    }

    // A table's name may have two underscores itself; the last part is the setting.
    private static void ReadTables(EnvironmentSettings environment, CdcPublisherOptions options)
    {
        foreach (var (path, _) in environment.Children(nameof(CdcPublisherOptions.Tables)))
        {
            var end = path.LastIndexOf("__", StringComparison.Ordinal);
            var (name, setting) = end < 0 ? (path, "") : (path[..end], path[(end + 2)..]);
            if (!options.Tables.TryGetValue(name, out var table)) options.Tables[name] = table = new CdcTableOptions();
            var variable = $"{nameof(CdcPublisherOptions.Tables)}__{path}";
            if (setting == nameof(CdcTableOptions.MaxChangesPerMessage)) table.MaxChangesPerMessage = environment.Value(variable, options.MaxChangesPerMessage);
            else if (setting == nameof(CdcTableOptions.MaxPackedBytes)) table.MaxPackedBytes = environment.Value(variable, options.MaxPackedBytes);
            else if (setting == nameof(CdcTableOptions.MaxMessageBytes)) table.MaxMessageBytes = environment.Value(variable, options.MaxMessageBytes);
            else environment.AddFault($"{CdcPublisherOptions.SectionName}__{variable} is no setting of a table: MaxChangesPerMessage, MaxPackedBytes or MaxMessageBytes.");
        }
    }
}
