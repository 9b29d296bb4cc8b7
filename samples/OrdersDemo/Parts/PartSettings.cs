namespace OrdersDemo.Parts;

/// <summary>The settings of the parts.</summary>
/// <param name="Options">What the command line asks for.</param>
/// <param name="Values">Settings that win over the environment's.</param>
/// <param name="Place">Where AWS is; null where the environment says so.</param>
internal sealed record PartSettings(DemoOptions Options, IReadOnlyDictionary<string, string?> Values, AwsPlace? Place);
