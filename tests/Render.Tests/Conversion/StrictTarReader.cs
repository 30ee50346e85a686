using System.Text;
using Xunit;

namespace Render.Tests.Conversion;

/// <summary>
/// Reads tar files block by block as POSIX.1-1988 (ustar) has them, and accepts nothing that would make the same members give other bytes: no time, no
/// owner, plain files alone. It knows nothing of what wrote them.
/// </summary>
internal static class StrictTarReader
{
    private const int Block = 512;

    public static List<(string Name, byte[] Content)> Read(string file)
    {
        var (bytes, members, at) = (File.ReadAllBytes(file), new List<(string, byte[])>(), 0);
        Assert.Equal(0, bytes.Length % Block);
        for (; bytes[at] != 0; at += Block)
        {
            var header = bytes.AsSpan(at, Block).ToArray();
            var name = Text(header, 0, 100);
            Assert.Equal(
                ("0000644", "0", "ustar", "00", ""), (Text(header, 100, 8), Text(header, 156, 1), Text(header, 257, 6), Text(header, 263, 2), Text(header, 345, 155)));
            foreach (var (start, length) in new[] { (108, 8), (116, 8), (136, 12) })
                Assert.Equal(0, Octal(header, start, length));
            Assert.Equal(("", "", ""), (Text(header, 157, 100), Text(header, 265, 32), Text(header, 297, 32)));
            var sum = header.Where((_, i) => i is < 148 or >= 156).Sum(b => b) + 8 * ' ';
            Assert.Equal(sum, Octal(header, 148, 8));
            var size = (int)Octal(header, 124, 12);
            members.Add((name, bytes.AsSpan(at + Block, size).ToArray()));
            var padding = (Block - size % Block) % Block;
            Assert.All(bytes.AsSpan(at + Block + size, padding).ToArray(), b => Assert.Equal(0, b));
            at += size + padding;
        }
        Assert.True(bytes.Length - at >= 2 * Block);
        Assert.All(bytes.AsSpan(at).ToArray(), b => Assert.Equal(0, b));
        return members;
    }

    private static string Text(byte[] header, int start, int length)
    {
        var field = header.AsSpan(start, length);
        var end = field.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? field : field[..end]);
    }

    private static long Octal(byte[] header, int start, int length)
    {
        var digits = Text(header, start, length).Trim();
        return digits.Length == 0 ? 0 : Convert.ToInt64(digits, 8);
    }
}
