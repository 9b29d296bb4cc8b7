using System.Buffers.Binary;

namespace Cdc.Testing.Sqs;

/// <summary>What a receive hands out to delete or hide the message by: which queue, which message, which of its deliveries.</summary>
internal readonly record struct ReceiptHandle(int QueueNumber, Guid MessageId, int Delivery)
{
    private const int Size = 24;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, QueueNumber);
        BinaryPrimitives.WriteInt32BigEndian(bytes[4..], Delivery);
        MessageId.TryWriteBytes(bytes[8..]);
        return Convert.ToBase64String(bytes);
    }

    public static bool TryParse(string text, out ReceiptHandle handle)
    {
        Span<byte> bytes = stackalloc byte[Size];
        handle = default;
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != Size) return false;
        handle = new(BinaryPrimitives.ReadInt32BigEndian(bytes), new Guid(bytes[8..]), BinaryPrimitives.ReadInt32BigEndian(bytes[4..]));
        return true;
    }
}
