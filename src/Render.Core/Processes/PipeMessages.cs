using System.Buffers.Binary;

namespace Render.Core.Processes;

/// <summary>Messages over a pipe: four bytes of length, then the content.</summary>
public static class PipeMessages
{
    /// <summary>No message of ours is near this: more means that the other side is out of its mind.</summary>
    private const int MaxBytes = 512 << 20;

    public static byte[] Of(Action<BinaryWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        write(writer);
        return memory.ToArray();
    }

    public static void Send(Stream pipe, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(content);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        pipe.Write(length);
        pipe.Write(content);
        pipe.Flush();
    }

    /// <summary>The next message, or null where the other side has closed the pipe.</summary>
    /// <exception cref="InvalidDataException">Not a message.</exception>
    public static T? Receive<T>(Stream pipe, Func<BinaryReader, T> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(read);
        Span<byte> length = stackalloc byte[4];
        if (pipe.ReadAtLeast(length, 4, throwOnEndOfStream: false) < 4)
            return null;
        var size = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (size is < 0 or > MaxBytes)
            throw new InvalidDataException("a message of impossible size");
        var content = new byte[size];
        if (pipe.ReadAtLeast(content, size, throwOnEndOfStream: false) < size)
            return null;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(content, writable: false));
            return read(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException)
        {
            throw new InvalidDataException("a message that ends too early", e);
        }
    }
}
