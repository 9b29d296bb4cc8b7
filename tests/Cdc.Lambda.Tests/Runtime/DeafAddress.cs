using System.Net;
using System.Net.Sockets;

namespace Cdc.Lambda.Tests.Runtime;

/// <summary>An address at which nobody listens, and nobody else can.</summary>
internal sealed class DeafAddress : IDisposable
{
    private readonly Socket _bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public DeafAddress() => _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public override string ToString() => _bound.LocalEndPoint!.ToString()!;

    public void Dispose() => _bound.Dispose();
}
