namespace Cdc.Publisher;

/// <summary>Says what is different for the changes of one table.</summary>
public sealed class CdcTableOptions
{
    /// <summary>Gets or sets <see cref="CdcPublisherOptions.MaxChangesPerMessage"/> of the table.</summary>
    /// <value>Default: null, for that of all tables; 1 to 1,000.</value>
    public int? MaxChangesPerMessage { get; set; }

    /// <summary>Gets or sets <see cref="CdcPublisherOptions.MaxPackedBytes"/> of the table.</summary>
    /// <value>Default: null, for that of all tables; 1,024 bytes to the table's <see cref="MaxMessageBytes"/>.</value>
    public int? MaxPackedBytes { get; set; }

    /// <summary>Gets or sets <see cref="CdcPublisherOptions.MaxMessageBytes"/> of the table.</summary>
    /// <value>Default: null, for that of all tables; 1,024 to 1,048,576 bytes, as its topic's <c>MaximumMessageSize</c> says.</value>
    public int? MaxMessageBytes { get; set; }
}
