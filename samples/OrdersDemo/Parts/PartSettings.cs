namespace OrdersDemo.Parts;

/// <summary>With what the parts are set up.</summary>
/// <param name="Options">What the command line asks for.</param>
/// <param name="Values">Settings that go before the environment's.</param>
/// <param name="Place">Where AWS is; null where the environment says.</param>
internal sealed record PartSettings(DemoOptions Options, IReadOnlyDictionary<string, string?> Values, AwsPlace? Place);
