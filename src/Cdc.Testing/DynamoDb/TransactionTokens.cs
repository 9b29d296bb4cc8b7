using Cdc.Testing.Protocol;

namespace Cdc.Testing.DynamoDb;

/// <summary>The tokens of the transactions of the last ten minutes: a client that heard no answer sends the same again. Lock it.</summary>
internal sealed class TransactionTokens
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset Until, string Token)> _byAge = [];

    /// <summary>Whether the transaction of a token was carried out.</summary>
    /// <exception cref="AwsServiceException">It was, and it was another one.</exception>
    public bool IsRepeated(string token, string digest, DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.Until <= now) _digests.Remove(_byAge.Dequeue().Token);
        if (!_digests.TryGetValue(token, out var known)) return false;
        return known == digest
            ? true
            : throw new AwsServiceException(
                "IdempotentParameterMismatchException",
                "A previous request with the same ClientRequestToken had other parameters.");
    }

    public void Add(string token, string digest, DateTimeOffset now)
    {
        _digests.Add(token, digest);
        _byAge.Enqueue((now + _lifetime, token));
    }
}
