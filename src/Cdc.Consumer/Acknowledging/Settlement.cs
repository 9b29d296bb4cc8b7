using Cdc.Consumer.Receiving;

namespace Cdc.Consumer.Acknowledging;

/// <summary>What is to become of a message: deleted, or hidden from now on for some seconds.</summary>
internal readonly record struct Settlement(MessageReceipt Receipt, int HiddenSeconds);
