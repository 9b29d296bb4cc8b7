using Cdc.Core;

namespace Cdc.Consumer.Handling;

/// <summary>Reads the changes of a message's body; what it says of one that cannot be read never quotes it.</summary>
internal sealed class BodyReader<TKey>(CdcEnvelopeReader<TKey> reader)
    where TKey : notnull
{
    /// <param name="body">The body; null counts as an empty one.</param>
    /// <param name="problem">Why the body cannot be read; null where it can.</param>
    /// <returns>The changes, in the order of the body; none where it cannot be read.</returns>
    public IReadOnlyList<CdcEnvelope<TKey>> Read(string? body, out string? problem)
    {
        problem = null;
        try
        {
            return reader.ReadBody(body ?? "");
        }
        catch (CdcEnvelopeFormatException error)
        {
            problem = error.Message;
        }
#pragma warning disable CA1031 // The key type's own code failed; what it says may quote the key.
        catch (Exception error)
#pragma warning restore CA1031
        {
            problem = $"Reading the key threw {error.GetType()}.";
        }

        return [];
    }
}
