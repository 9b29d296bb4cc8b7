using Cdc.Lambda;
using Cdc.Publisher;
using Microsoft.Extensions.Logging;

namespace OrdersDemo.StreamFunction;

/// <summary>
/// Is the function on the orders table's stream. Its handler is the assembly's name, <c>OrdersDemo.StreamFunction</c>, and <c>Cdc__TopicArn</c> names its topic.
/// </summary>
public sealed class OrdersStreamHandler : CdcStreamHandler
{
    /// <summary>Creates the handler as Lambda does: with everything from the environment.</summary>
    public OrdersStreamHandler()
    {
    }

    /// <summary>Creates the handler in a host that has the settings and the SNS client at hand.</summary>
    /// <param name="options">The topic.</param>
    /// <param name="sns">The SNS client.</param>
    /// <param name="loggerFactory">Where failures are logged.</param>
    public OrdersStreamHandler(CdcPublisherOptions options, ISnsPublisher sns, ILoggerFactory loggerFactory)
        : base(options, sns, loggerFactory)
    {
    }
}
