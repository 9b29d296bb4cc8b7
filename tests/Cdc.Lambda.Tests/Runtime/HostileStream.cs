using System.Text;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>What is wrong with an answer's stream.</summary>
public enum AnswerFault
{
    CanSeek,
    Length,
    Position,
    PositionBehindTheEnd,
    TooLong,
    TooShort,
    Read,
    Dispose,
}

/// <summary>A stream one of whose members throws, or says what is not so.</summary>
internal sealed class HostileStream : MemoryStream
{
    private readonly AnswerFault _fault;

    public HostileStream(string content, AnswerFault fault)
        : base(Encoding.UTF8.GetBytes(content))
    {
        _fault = fault;
        if (fault == AnswerFault.PositionBehindTheEnd) base.Position = 100;
    }

    public override bool CanSeek => _fault == AnswerFault.CanSeek ? throw Failure() : base.CanSeek;

    public override long Length => _fault switch
    {
        AnswerFault.Length => throw Failure(),
        AnswerFault.TooLong => base.Length + 1,
        AnswerFault.TooShort => base.Length - 1,
        _ => base.Length,
    };

    public override long Position
    {
        get => _fault == AnswerFault.Position ? throw Failure() : base.Position;
        set => base.Position = value;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _fault == AnswerFault.Read ? throw Failure() : base.ReadAsync(buffer, cancellationToken);

    public override ValueTask DisposeAsync() => _fault == AnswerFault.Dispose ? throw Failure() : base.DisposeAsync();

    private NotSupportedException Failure() => new($"{_fault}.");
}
