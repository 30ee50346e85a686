using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Render.Assets.Cache;

/// <summary>
/// A cache file: 16 bytes of magic and version, the body, then 16 bytes: the body's length and its XXH3. Little-endian. Arrays start at a
/// multiple of 64 bytes, so that a file may be mapped and used in place.
/// </summary>
internal static class CacheLayout
{
    public const int FrameBytes = 16;
    public const int Alignment = 64;

    public static ReadOnlySpan<byte> Magic => "render cache 1\n\0"u8;
}

/// <summary>A file that is not what was written: to be made again.</summary>
internal sealed class CacheCorruptException(string message) : Exception(message);

/// <summary>Writes one cache file.</summary>
internal sealed class CacheWriter : IDisposable
{
    private readonly FileStream _stream;
    private readonly XxHash3 _hash = new();
    private long _length;

    public CacheWriter(string path)
    {
        _stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _stream.Write(CacheLayout.Magic);
    }

    public void Write(int value) => WriteBytes(BitConverter.GetBytes(value));

    public void Write(float value) => WriteBytes(BitConverter.GetBytes(value));

    public void Write(bool value) => Write(value ? 1 : 0);

    public void Write(string value) => Write(Encoding.UTF8.GetBytes(value));

    public void Write<T>(T[]? values)
        where T : unmanaged
    {
        Write(values?.Length ?? -1);
        if (values is null)
            return;
        var over = (int)((CacheLayout.FrameBytes + _length) % CacheLayout.Alignment);
        if (over > 0)
            WriteBytes(stackalloc byte[CacheLayout.Alignment - over]);
        // An array may hold more bytes than a span can.
        var chunk = (1 << 26) / Marshal.SizeOf<T>();
        for (var i = 0; i < values.Length; i += chunk)
            WriteBytes(MemoryMarshal.AsBytes(values.AsSpan(i, Math.Min(chunk, values.Length - i))));
    }

    /// <summary>Writes the trailer. Without it the file is refused.</summary>
    public void Complete()
    {
        Span<byte> trailer = stackalloc byte[CacheLayout.FrameBytes];
        BinaryPrimitives.WriteInt64LittleEndian(trailer, _length);
        BinaryPrimitives.WriteUInt64LittleEndian(trailer[8..], _hash.GetCurrentHashAsUInt64());
        _stream.Write(trailer);
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _hash.Append(bytes);
        _length += bytes.Length;
    }
}

/// <summary>Reads one cache file; throws <see cref="CacheCorruptException"/> where it does not hold what it should.</summary>
internal sealed class CacheReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly XxHash3 _hash = new();
    private readonly long _length;
    private readonly ulong _expected;
    private long _position;

    public CacheReader(string path)
    {
        _file = File.OpenHandle(path);
        try
        {
            Span<byte> frame = stackalloc byte[CacheLayout.FrameBytes];
            var size = RandomAccess.GetLength(_file);
            Fill(frame, 0);
            if (!frame.SequenceEqual(CacheLayout.Magic) || size < 2 * CacheLayout.FrameBytes)
                throw new CacheCorruptException("not a cache file of this version");
            Fill(frame, size - CacheLayout.FrameBytes);
            _length = BinaryPrimitives.ReadInt64LittleEndian(frame);
            _expected = BinaryPrimitives.ReadUInt64LittleEndian(frame[8..]);
            if (_length != size - 2 * CacheLayout.FrameBytes)
                throw new CacheCorruptException("the file is truncated");
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadBytes(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public float ReadSingle() => BitConverter.Int32BitsToSingle(ReadInt32());

    public bool ReadBoolean() => ReadInt32() != 0;

    public string ReadString() => Encoding.UTF8.GetString(ReadArray<byte>());

    public T[] ReadArray<T>()
        where T : unmanaged => ReadOptional<T>() ?? throw new CacheCorruptException("an array is missing");

    public T[]? ReadOptional<T>()
        where T : unmanaged
    {
        var count = ReadInt32();
        if (count == -1)
            return null;
        var size = Marshal.SizeOf<T>();
        if (count < 0 || (long)count * size > _length - _position)
            throw new CacheCorruptException("an array is longer than the file");
        var over = (int)((CacheLayout.FrameBytes + _position) % CacheLayout.Alignment);
        if (over > 0)
            ReadBytes(stackalloc byte[CacheLayout.Alignment - over]);
        var values = GC.AllocateUninitializedArray<T>(count);
        var chunk = (1 << 26) / size;
        for (var i = 0; i < count; i += chunk)
            ReadBytes(MemoryMarshal.AsBytes(values.AsSpan(i, Math.Min(chunk, count - i))));
        return values;
    }

    /// <summary>To be called when everything is read: nothing may be left, and the checksum must agree.</summary>
    public void Complete()
    {
        if (_position != _length || _hash.GetCurrentHashAsUInt64() != _expected)
            throw new CacheCorruptException("the checksum does not agree");
    }

    public void Dispose() => _file.Dispose();

    private void ReadBytes(Span<byte> bytes)
    {
        if (bytes.Length > _length - _position)
            throw new CacheCorruptException("the file ends too early");
        Fill(bytes, CacheLayout.FrameBytes + _position);
        _hash.Append(bytes);
        _position += bytes.Length;
    }

    private void Fill(Span<byte> bytes, long offset)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var got = RandomAccess.Read(_file, bytes[done..], offset + done);
            if (got == 0)
                throw new CacheCorruptException("the file ends too early");
            done += got;
        }
    }
}
