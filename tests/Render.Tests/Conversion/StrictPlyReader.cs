using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// Reads a binary little-endian PLY file of scalar properties as "The PLY Polygon File Format" (Greg Turk, 1994) describes it, and accepts nothing else: a header of lines that end with a line
/// feed, and behind it exactly the bytes that it announces. It knows nothing of what wrote the file.
/// </summary>
internal sealed class StrictPlyReader
{
    public StrictPlyReader(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var at = 0;
        string Line()
        {
            var end = Array.IndexOf(bytes, (byte)'\n', at);
            Assert.All(bytes[at..end], b => Assert.InRange(b, 0x20, 0x7e));
            var line = Encoding.ASCII.GetString(bytes, at, end - at);
            at = end + 1;
            return line;
        }
        Assert.Equal("ply", Line());
        Assert.Equal("format binary_little_endian 1.0", Line());
        var line = Line();
        for (; line.StartsWith("comment ", StringComparison.Ordinal); line = Line())
            Comments.Add(line["comment ".Length..]);
        var element = line.Split(' ');
        Assert.Equal(["element", "vertex"], element[..2]);
        var count = int.Parse(element[2], NumberStyles.None, CultureInfo.InvariantCulture);
        for (line = Line(); line != "end_header"; line = Line())
        {
            var property = line.Split(' ');
            Assert.Equal((3, "property"), (property.Length, property[0]));
            Assert.Contains(property[1], new[] { "char", "uchar", "short", "ushort", "int", "uint", "float", "double" });
            Assert.DoesNotContain(Properties, other => other.Name == property[2]);
            Properties.Add((property[1], property[2]));
        }
        for (var i = 0; i < count; i++)
            Points.Add([.. Properties.Select(property => Read(property.Type, bytes, ref at))]);
        Assert.Equal(bytes.Length, at);
    }

    public List<string> Comments { get; } = [];

    public List<(string Type, string Name)> Properties { get; } = [];

    /// <summary>The values of each point in the order of the properties.</summary>
    public List<double[]> Points { get; } = [];

    private static double Read(string type, ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = bytes[at..];
        at += type switch { "char" or "uchar" => 1, "short" or "ushort" => 2, "double" => 8, _ => 4 };
        return type switch
        {
            "char" => (sbyte)value[0],
            "uchar" => value[0],
            "short" => BinaryPrimitives.ReadInt16LittleEndian(value),
            "ushort" => BinaryPrimitives.ReadUInt16LittleEndian(value),
            "int" => BinaryPrimitives.ReadInt32LittleEndian(value),
            "uint" => BinaryPrimitives.ReadUInt32LittleEndian(value),
            "float" => BinaryPrimitives.ReadSingleLittleEndian(value),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(value),
        };
    }
}
