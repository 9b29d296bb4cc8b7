using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OrdersDemo.StreamFunction;

namespace OrdersDemo.Tests;

public sealed partial class OrdersStreamHandlerTests
{
    [Fact]
    public void HandlerString_OfTheDocComment_NamesAMethodThatLambdaCanCall()
    {
        var assembly = typeof(OrdersStreamHandler).Assembly;
        var comment = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Single(member => member.Attribute("name")!.Value == $"T:{typeof(OrdersStreamHandler).FullName}");
        var parts = HandlerString().Match(comment.Value);
        parts.Success.Should().BeTrue();

        parts.Groups["assembly"].Value.Should().Be(assembly.GetName().Name);
        var type = assembly.GetType(parts.Groups["type"].Value);
        type.Should().Be<OrdersStreamHandler>();
        type!.GetConstructor(Type.EmptyTypes).Should().NotBeNull("Lambda creates it without arguments");
        var method = type.GetMember(parts.Groups["method"].Value, BindingFlags.Public | BindingFlags.Instance)
            .Should().ContainSingle("a name with overloads fails the function's start").Which.Should().BeAssignableTo<MethodInfo>().Subject;
        method.ReturnType.Should().Be<Task<Stream>>();
        method.GetParameters().Select(parameter => parameter.ParameterType).Should().Equal(typeof(Stream));
    }

    [GeneratedRegex("(?<assembly>[A-Za-z.]+)::(?<type>[A-Za-z.]+)::(?<method>[A-Za-z]+)")]
    private static partial Regex HandlerString();
}
