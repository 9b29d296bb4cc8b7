namespace Cdc.Publisher;

/// <summary>Says what becomes of a record for which a rule reads an image that the stream's view type leaves out.</summary>
public enum CdcMissingImage
{
    /// <summary>Report it as failed, as nobody could ask the rule.</summary>
    Fail,

    /// <summary>Publish it, as if the rule had said so, or had named no topic and no type.</summary>
    Publish,

    /// <summary>Leave it out.</summary>
    LeaveOut,
}
