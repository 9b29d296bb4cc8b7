using System.Text.Json;
using Cdc.Testing.Protocol;
using Cdc.Testing.Sns;
using Cdc.Testing.Sqs;

namespace Cdc.Testing.Tests.Sns;

/// <summary>What each operator of a filter policy means, and which policies are refused.</summary>
public sealed class FilterPolicyTests
{
    [Theory]
    [InlineData("""["a"]""", "String", "a", true)]
    [InlineData("""["a"]""", "String", "A", false)]
    [InlineData("""["b","a"]""", "String", "a", true)]
    [InlineData("""["1"]""", "Number", "1", false)]
    [InlineData("""[1]""", "String", "1", false)]
    [InlineData("""[1]""", "Number", "1.0", true)]
    [InlineData("""[1e2]""", "Number", "100", true)]
    [InlineData("""[123456789.12345]""", "Number", "123456789.12346", false)]
    [InlineData("""[true]""", "String.Array", "[true]", true)]
    [InlineData("""[null]""", "String.Array", "[null]", true)]
    [InlineData("""["b"]""", "String.Array", """["a","b"]""", true)]
    [InlineData("""["c"]""", "String.Array", """["a","b"]""", false)]
    [InlineData("""[2]""", "String.Array", "[1,2]", true)]
    [InlineData("""[{"prefix":"ab"}]""", "String", "abc", true)]
    [InlineData("""[{"prefix":"ab"}]""", "String", "cab", false)]
    [InlineData("""[{"suffix":"bc"}]""", "String", "abc", true)]
    [InlineData("""[{"suffix":"bc"}]""", "String", "bca", false)]
    [InlineData("""[{"equals-ignore-case":"aBc"}]""", "String", "AbC", true)]
    [InlineData("""[{"equals-ignore-case":"aBc"}]""", "String", "AbCd", false)]
    [InlineData("""[{"anything-but":"a"}]""", "String", "b", true)]
    [InlineData("""[{"anything-but":"a"}]""", "String", "a", false)]
    [InlineData("""[{"anything-but":["a","b"]}]""", "String", "b", false)]
    [InlineData("""[{"anything-but":[1,2]}]""", "Number", "3", true)]
    [InlineData("""[{"anything-but":[1,2]}]""", "Number", "2", false)]
    [InlineData("""[{"anything-but":{"prefix":"a"}}]""", "String", "b", true)]
    [InlineData("""[{"anything-but":{"prefix":"a"}}]""", "String", "ab", false)]
    [InlineData("""[{"anything-but":["a"]}]""", "String.Array", """["b","c"]""", true)]
    [InlineData("""[{"anything-but":["a"]}]""", "String.Array", """["a","b"]""", true)]
    [InlineData("""[{"anything-but":["a"]}]""", "String.Array", """["a"]""", false)]
    [InlineData("""[{"anything-but":["a"]}]""", "String.Array", "[]", false)]
    [InlineData("""[{"anything-but":{"prefix":"a"}}]""", "String.Array", """["ab","b"]""", true)]
    [InlineData("""[{"numeric":["=",1.5]}]""", "Number", "1.50", true)]
    [InlineData("""[{"numeric":[">",0,"<=",5]}]""", "Number", "5", true)]
    [InlineData("""[{"numeric":[">",0,"<=",5]}]""", "Number", "0", false)]
    [InlineData("""[{"numeric":[">=",0,"<",5]}]""", "Number", "0", true)]
    [InlineData("""[{"numeric":[">=",0,"<",5]}]""", "Number", "5", false)]
    [InlineData("""[{"numeric":["<",0]}]""", "Number", "-0.1", true)]
    [InlineData("""[{"numeric":["<",0]}]""", "String", "-1", false)]
    [InlineData("""[{"exists":true}]""", "String", "any", true)]
    [InlineData("""[{"exists":false}]""", "String", "any", false)]
    [InlineData("""[{"cidr":"10.0.0.0/24"}]""", "String", "10.0.0.255", true)]
    [InlineData("""[{"cidr":"10.0.0.0/24"}]""", "String", "10.0.1.0", false)]
    [InlineData("""[{"cidr":"10.0.0.0/24"}]""", "String", "nonsense", false)]
    public void Matches_Attribute_FollowsTheCondition(string conditions, string type, string value, bool matches)
    {
        var policy = FilterPolicyParser.Parse($$"""{"k":{{conditions}}}""", isForBody: false);

        policy.Matches(Attributes(("k", type, value))).Should().Be(matches);
    }

    [Theory]
    [InlineData("""["a"]""", false)]
    [InlineData("""[{"anything-but":"a"}]""", false)]
    [InlineData("""[{"exists":true}]""", false)]
    [InlineData("""[{"exists":false}]""", true)]
    [InlineData("""["a",{"exists":false}]""", true)]
    public void Matches_MissingAttribute_MatchesAbsenceAlone(string conditions, bool matches)
    {
        var policy = FilterPolicyParser.Parse($$"""{"k":{{conditions}}}""", isForBody: false);

        policy.Matches(Attributes(("other", "String", "a"))).Should().Be(matches);
    }

    [Theory]
    [InlineData("1", "1", "9", true)]
    [InlineData("1", "9", "1", true)]
    [InlineData("1", "9", "9", false)]
    [InlineData("9", "1", "1", false)]
    public void Matches_Or_NeedsOneAlternativeAndAllElse(string a, string b, string c, bool matches)
    {
        var policy = FilterPolicyParser.Parse("""{"a":["1"],"$or":[{"b":["1"]},{"c":["1"]}]}""", isForBody: false);

        policy.Matches(Attributes(("a", "String", a), ("b", "String", b), ("c", "String", c))).Should().Be(matches);
    }

    [Theory]
    [InlineData("""{"a":["x"]}""", """{"a":"x","z":1}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":["y","x"]}""", true)]
    [InlineData("""{"a":[true]}""", """{"a":true}""", true)]
    [InlineData("""{"a":[true]}""", """{"a":"true"}""", false)]
    [InlineData("""{"a":[null]}""", """{"a":null}""", true)]
    [InlineData("""{"a":[null]}""", """{}""", false)]
    [InlineData("""{"a":{"b":[1]}}""", """{"a":{"b":1.0}}""", true)]
    [InlineData("""{"a":{"b":[1]}}""", """{"a":{"c":1}}""", false)]
    [InlineData("""{"a":{"b":[1]}}""", """{"a":1}""", false)]
    [InlineData("""{"a":{"b":[1],"c":[2]}}""", """{"a":[{"b":1,"c":2}]}""", true)]
    [InlineData("""{"a":{"b":[1],"c":[2]}}""", """{"a":[{"b":1,"c":9},{"b":9,"c":2}]}""", false)]
    [InlineData("""{"a":{"b":[{"exists":false}]}}""", """{}""", true)]
    [InlineData("""{"a.b":["x"]}""", """{"a":{"b":"x"}}""", true)]
    [InlineData("""{"a.b":["x"]}""", """{"a.b":"x"}""", true)]
    [InlineData("""{"a.b":["x"]}""", """{"a":{"b":"y"}}""", false)]
    [InlineData("""{"a.b.c":["x"]}""", """{"a":{"b.c":"x"}}""", true)]
    [InlineData("""{"a.b.c":["x"]}""", """{"a.b":{"c":"x"}}""", true)]
    [InlineData("""{"a.b":["x"]}""", """{"a":[{"b":"y"},{"b":"x"}]}""", true)]
    [InlineData("""{"a.b":{"c":["x"]}}""", """{"a":{"b":{"c":"x"}}}""", true)]
    [InlineData("""{"a.b":[{"exists":false}]}""", """{"a":{"c":1}}""", true)]
    [InlineData("""{"a.b":[{"exists":false}]}""", """{"a":{"b":1}}""", false)]
    [InlineData("""{"a":[{"anything-but":["x"]}]}""", """{"a":["x","y"]}""", true)]
    [InlineData("""{"a":[{"anything-but":["x"]}]}""", """{"a":["x"]}""", false)]
    [InlineData("""{"a":{"b":[{"exists":false}]}}""", """{"a":{"b":1}}""", false)]
    [InlineData("""{"a":{"$or":[{"b":[1]},{"c":[2]}]}}""", """{"a":{"c":2}}""", true)]
    [InlineData("""{"a":{"$or":[{"b":[1]},{"c":[2]}]}}""", """{"a":{"b":2,"c":1}}""", false)]
    public void Matches_Body_FollowsTheStructure(string json, string body, bool matches)
    {
        var policy = FilterPolicyParser.Parse(json, isForBody: true);
        using var document = JsonDocument.Parse(body);

        policy.Matches(document.RootElement).Should().Be(matches);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"a":"x"}""")]
    [InlineData("""{"a":[]}""")]
    [InlineData("""{"a":[["x"]]}""")]
    [InlineData("""{"a":{"b":["x"]}}""")]
    [InlineData("""{"a":[{"nonsense":"x"}]}""")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""")]
    [InlineData("""{"a":[{"prefix":1}]}""")]
    [InlineData("""{"a":[{"exists":"true"}]}""")]
    [InlineData("""{"a":[{"numeric":[">"]}]}""")]
    [InlineData("""{"a":[{"numeric":[">","1"]}]}""")]
    [InlineData("""{"a":[{"numeric":["!",1]}]}""")]
    [InlineData("""{"a":[{"numeric":["<",5,">",1]}]}""")]
    [InlineData("""{"a":[{"numeric":[">",5,"<",1]}]}""")]
    [InlineData("""{"a":[{"numeric":["=",5,"<",1]}]}""")]
    [InlineData("""{"a":[{"anything-but":[]}]}""")]
    [InlineData("""{"a":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}""")]
    [InlineData("""{"a":[{"cidr":"10.0.0.0"}]}""")]
    [InlineData("""{"a":[{"anything-but":{"suffix":"b"}}]}""")]
    [InlineData("""{"a":[{"anything-but":{"wildcard":"a*"}}]}""")]
    [InlineData("""{"a":[1000000001]}""")]
    [InlineData("""{"a":[{"numeric":[">",-1000000001]}]}""")]
    [InlineData("""{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}""")]
    public void Parse_InvalidPolicy_IsRefused(string json)
    {
        var parsing = () => FilterPolicyParser.Parse(json, isForBody: false);

        parsing.Should().ThrowExactly<AwsServiceException>().Which.Code.Should().Be("InvalidParameter");
    }

    [Theory]
    [InlineData(10, 15, true)]
    [InlineData(10, 16, false)]
    public void Parse_ManyCombinations_IsLimited(int first, int second, bool accepted)
    {
        var json = JsonSerializer.Serialize(new { a = Enumerable.Range(0, first), b = Enumerable.Range(0, second) });

        var parsing = () => FilterPolicyParser.Parse(json, isForBody: false);

        if (accepted) parsing.Should().NotThrow();
        else parsing.Should().ThrowExactly<AwsServiceException>();
    }

    private static Dictionary<string, MessageAttribute> Attributes(params (string Name, string Type, string Value)[] attributes) =>
        attributes.ToDictionary(attribute => attribute.Name, attribute => new MessageAttribute(attribute.Type, attribute.Value, null));
}
