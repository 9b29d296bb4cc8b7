namespace Cdc.Consumer;

/// <summary>Names what a high-water mark belongs to: an item, as one consumer sees it.</summary>
/// <param name="Consumer">The consumer's name, not empty. Two consumers handle the same change each for itself.</param>
/// <param name="Source">The ARN of the item's table, as the change gives it.</param>
/// <param name="Key">The item's key, as <see cref="Core.CdcKeyFormat{TKey}.ToCanonicalJson"/> writes it.</param>
public readonly record struct HighWaterMarkKey(string Consumer, string Source, string Key);
