namespace Cdc.Consumer.Sqs;

/// <summary>What SQS needs to settle a message, and what a log line needs to name it.</summary>
internal readonly record struct MessageReceipt(string MessageId, string Handle);
