namespace Cdc.Consumer.Telemetry;

/// <summary>A call to SQS, as OpenTelemetry names it.</summary>
/// <param name="Name"><c>messaging.operation.name</c>.</param>
/// <param name="Type"><c>messaging.operation.type</c>.</param>
internal sealed record SqsOperation(string Name, string Type)
{
    public static readonly SqsOperation Receive = new("receive", "receive");
    public static readonly SqsOperation Delete = new("delete", "settle");
    public static readonly SqsOperation ChangeVisibility = new("change_visibility", "settle");
    public static readonly SqsOperation Send = new("send", "send");
}
