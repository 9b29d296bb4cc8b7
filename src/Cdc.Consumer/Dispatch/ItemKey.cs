namespace Cdc.Consumer.Dispatch;

/// <summary>Names an item among those of all tables whose changes share a queue.</summary>
internal readonly record struct ItemKey<TKey>(string Source, TKey Key)
    where TKey : notnull;
