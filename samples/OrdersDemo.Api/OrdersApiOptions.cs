namespace OrdersDemo.Api;

/// <summary>The API's settings.</summary>
public sealed class OrdersApiOptions
{
    /// <summary>The section they are bound from: <c>Orders__TableName</c> is the environment variable.</summary>
    public const string SectionName = "Orders";

    /// <summary>Gets or sets the DynamoDB table that holds the orders.</summary>
    /// <value>Default: <c>Orders</c>.</value>
    public string TableName { get; set; } = "Orders";
}
