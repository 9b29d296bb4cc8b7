namespace OrdersDemo.Feed;

/// <summary>What the feed has counted since the start.</summary>
/// <param name="Written">Changes that the API wrote.</param>
/// <param name="Handled">Calls of the handler that succeeded.</param>
/// <param name="Retried">Second and later tries, of the function's calls to SNS and of the handler.</param>
/// <param name="Absorbed">Messages that were acknowledged without the handler.</param>
internal readonly record struct FeedTotals(long Written, long Handled, long Retried, long Absorbed);
