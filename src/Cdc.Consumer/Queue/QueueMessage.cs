namespace Cdc.Consumer.Queue;

/// <summary>A message of an SQS event.</summary>
/// <param name="Id">What the answer names it by.</param>
/// <param name="Body">Its body; null where there is none that is text.</param>
/// <param name="FifoGroup">Its group in a FIFO queue; null in a standard queue, where a group only shares out fairly.</param>
/// <param name="ReceiveCount">How often it has been delivered, this time included.</param>
internal readonly record struct QueueMessage(string Id, string? Body, string? FifoGroup, int ReceiveCount);
