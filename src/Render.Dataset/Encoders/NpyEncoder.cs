using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Render.Dataset.Encoders;

/// <summary>NumPy's array file, format version 1.0 (numpy.lib.format): float32, little-endian, C order, shape (height, width).</summary>
internal static class NpyEncoder
{
    private const int Prefix = 10;
    private const int Alignment = 64;

    /// <summary>Header and data as one file. <paramref name="values"/>: width * height, top row first.</summary>
    public static byte[] Encode(ReadOnlySpan<float> values, int width, int height)
    {
        var header = string.Create(
            CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({height}, {width}), }}");
        var length = (Prefix + header.Length + 1 + Alignment - 1) / Alignment * Alignment - Prefix;
        var file = new byte[Prefix + length + checked(values.Length * 4)];
        file[0] = 0x93;
        "NUMPY\u0001\0"u8.CopyTo(file.AsSpan(1));
        (file[8], file[9]) = ((byte)length, (byte)(length >> 8));
        Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n", file.AsSpan(Prefix));
        MemoryMarshal.AsBytes(values).CopyTo(file.AsSpan(Prefix + length));
        return file;
    }
}
