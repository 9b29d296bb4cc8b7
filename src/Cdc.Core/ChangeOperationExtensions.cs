using System.Text;
using Cdc.Core.Wire;

namespace Cdc.Core;

/// <summary>Names operations as the wire format does.</summary>
public static class ChangeOperationExtensions
{
    /// <summary>Gives an operation's word in an envelope, a message attribute and an event type.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns><c>insert</c>, <c>modify</c>, <c>remove</c> or <c>snapshot</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is none of the four.</exception>
    public static string ToWord(this ChangeOperation operation) => Encoding.UTF8.GetString(EnvelopeFields.Word(operation));
}
