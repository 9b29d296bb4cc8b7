namespace Cdc.ServiceClient;

/// <summary>A call about something that is in a Region of its own.</summary>
internal interface IRegionalRequest
{
    /// <summary>The Region; null for the client's.</summary>
    string? Region { get; }
}
