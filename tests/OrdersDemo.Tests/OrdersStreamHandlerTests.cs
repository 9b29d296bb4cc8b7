using System.Reflection;
using System.Xml.Linq;
using OrdersDemo.StreamFunction;

namespace OrdersDemo.Tests;

public sealed class OrdersStreamHandlerTests
{
    [Fact]
    public void Handler_OfTheDocComment_IsTheExecutablesAssembly()
    {
        var assembly = typeof(OrdersStreamHandler).Assembly;
        var comment = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Single(member => member.Attribute("name")!.Value == $"T:{typeof(OrdersStreamHandler).FullName}");

        comment.Value.Should().Contain($"Its handler is the assembly's name, {assembly.GetName().Name},");
        assembly.EntryPoint.Should().NotBeNull("Lambda starts the assembly as a program");
        typeof(OrdersStreamHandler).GetConstructor(BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes).Should().NotBeNull("the program makes it without arguments");
    }
}
