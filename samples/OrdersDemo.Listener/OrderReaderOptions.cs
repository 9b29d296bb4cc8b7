namespace OrdersDemo.Listener;

/// <summary>Says where the listener reads orders.</summary>
public sealed class OrderReaderOptions
{
    /// <summary>The section they are bound from: <c>Orders__TableName</c> is the environment variable.</summary>
    public const string SectionName = "Orders";

    /// <summary>Gets or sets the DynamoDB table that holds the orders.</summary>
    /// <value>Default: <c>Orders</c>.</value>
    public string TableName { get; set; } = "Orders";
}
