namespace Cdc.Consumer.Sqs;

/// <summary>What is to become of a message, as SQS needs to know it.</summary>
internal interface ISettlement
{
    MessageReceipt Receipt { get; }

    /// <summary>For how many seconds the message is hidden from now on; without meaning where it is deleted.</summary>
    int HiddenSeconds { get; }
}
