using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Cdc.Core;

namespace Cdc.Consumer.Handling;

/// <summary>How keys are read where nobody says it.</summary>
internal static class DefaultKeyFormat
{
    /// <exception cref="InvalidOperationException">The type needs reflection, which is switched off.</exception>
    /// <exception cref="ArgumentException">The type is no type of a key.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reflection is switched off where an application is trimmed; the types that need none are known.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Reflection is switched off where an application is trimmed; the types that need none are known.")]
    public static CdcKeyFormat<TKey> Of<TKey>(string consumer)
        where TKey : notnull =>
        NeedsNoReflection(typeof(TKey)) || JsonSerializer.IsReflectionEnabledByDefault
            ? CdcKeyFormat.ForReflection<TKey>()
            : throw new InvalidOperationException(
                $"Consumer '{consumer}': keys of type {typeof(TKey).Name} are read by reflection, which is switched off, as in every trimmed or natively compiled application. "
                + $"Say how they are read: WithKeys(MyJsonContext.Default.{typeof(TKey).Name}).");

    private static bool NeedsNoReflection(Type key) =>
        key == typeof(string) || key == typeof(Guid) || key == typeof(long) || key == typeof(decimal) || key == typeof(ReadOnlyMemory<byte>);
}
