using System.Text;
namespace Cdc.Publisher.Publishing;

/// <summary>What all messages of one table and operation have in common: the envelope's frame and the fixed attributes.</summary>
/// <param name="Envelope">The envelope's frame.</param>
/// <param name="Attributes">The attributes, UTF-8.</param>
internal sealed record EntryTemplate(EnvelopeTemplate Envelope, TemplateAttribute[] Attributes)
{
    /// <summary>The bytes that SNS counts for the fixed attributes.</summary>
    public int AttributesSize { get; } = Attributes.Sum(attribute => attribute.Size);
}

/// <summary>A message attribute of type String whose value is the same for many messages.</summary>
internal sealed record TemplateAttribute(string Name, string Value)
{
    public byte[] NameUtf8 { get; } = Encoding.UTF8.GetBytes(Name);

    public byte[] ValueUtf8 { get; } = Encoding.UTF8.GetBytes(Value);

    public int Size => NameUtf8.Length + "String".Length + ValueUtf8.Length;
}
