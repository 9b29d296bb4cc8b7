using Microsoft.Extensions.Configuration;

namespace Cdc.Publisher.Publishing;

/// <summary>Reads the settings of single tables, whose names configuration may have taken apart: the variable <c>Cdc__Tables__my__orders__MaxMessageBytes</c> is of the table <c>my__orders</c>.</summary>
internal static class TableSettings
{
    private static readonly string[] _names = [nameof(CdcTableOptions.MaxChangesPerMessage), nameof(CdcTableOptions.MaxPackedBytes), nameof(CdcTableOptions.MaxMessageBytes)];

    /// <summary>Sets what the section says of each table.</summary>
    /// <exception cref="InvalidOperationException">A setting is none of a table's, or its value is not of its form.</exception>
    public static void Read(IConfigurationSection section, IDictionary<string, CdcTableOptions> tables)
    {
        foreach (var table in section.GetChildren())
        {
            if (!table.GetChildren().Any(IsSetting)) tables.Remove(table.Key);
            Read(table, table.Key, tables);
        }
    }

    private static void Read(IConfigurationSection table, string name, IDictionary<string, CdcTableOptions> tables)
    {
        foreach (var child in table.GetChildren())
        {
            if (child.Value is null) Read(child, $"{name}__{child.Key}", tables);
            else if (!IsSetting(child)) throw new InvalidOperationException($"'{child.Key}' of the table '{name}' is not one of {string.Join(", ", _names)}.");
        }

        if (!table.GetChildren().Any(IsSetting)) return;
        if (!tables.TryGetValue(name, out var options)) tables[name] = options = new CdcTableOptions();
        table.Bind(options);
    }

    private static bool IsSetting(IConfigurationSection section) => section.Value is not null && _names.Contains(section.Key, StringComparer.OrdinalIgnoreCase);
}
