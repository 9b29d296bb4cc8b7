namespace Cdc.Testing.DynamoDb.Expressions;

/// <summary>Parses projection expressions: paths, separated by commas.</summary>
internal static class ProjectionParser
{
    public static PathTree Parse(string text, ExpressionAttributes attributes)
    {
        var reader = new ExpressionReader("ProjectionExpression", text, attributes);
        List<DocumentPath> paths = [reader.ReadPath()];
        while (reader.TryTakeSymbol(",")) paths.Add(reader.ReadPath());
        reader.ExpectEnd();
        reader.RequireNoClash(paths);
        return new PathTree(paths);
    }
}
