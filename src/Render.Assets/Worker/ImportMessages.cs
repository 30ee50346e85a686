using System.Buffers.Binary;
using Render.Core;
using Render.Core.Materials;

namespace Render.Assets.Worker;

internal enum AssetKind
{
    Model,
    Texture,
    Environment,
}

/// <summary>What the worker is asked to do: read one asset and write it as a cache file.</summary>
internal sealed record ImportRequest(AssetKind Kind, string Path, string Root, ImportSettings Settings, ColorSpace ColorSpace, string Output)
{
    public byte[] ToBytes() => Frames.Of(w =>
    {
        w.Write((int)Kind);
        w.Write(Path);
        w.Write(Root);
        w.Write((int)Settings.Up);
        w.Write(Settings.Unit);
        w.Write((int)ColorSpace);
        w.Write(Output);
    });

    public static ImportRequest From(BinaryReader r) => new(
        (AssetKind)r.ReadInt32(), r.ReadString(), r.ReadString(), new((UpAxis)r.ReadInt32(), r.ReadDouble()), (ColorSpace)r.ReadInt32(), r.ReadString());
}

/// <summary>What became of it: a failure with its message, or the files that went in.</summary>
/// <param name="Failure">Null where it was read.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
/// <param name="MainHash">sha256 of the main file.</param>
/// <param name="Dependencies">The other files.</param>
/// <param name="IsSpent">The worker has grown large, or ran out of memory: the next asset is for a fresh one.</param>
internal sealed record ImportResponse(Failure? Failure, string Message, string MainHash, Dependency[] Dependencies, bool IsSpent = false)
{
    public byte[] ToBytes() => Frames.Of(w =>
    {
        w.Write(Failure is { } failure ? (int)failure : -1);
        w.Write(Message);
        w.Write(MainHash);
        w.Write(IsSpent);
        w.Write(Dependencies.Length);
        foreach (var dependency in Dependencies)
        {
            w.Write(dependency.Path);
            w.Write(dependency.Hash);
        }
    });

    public static ImportResponse From(BinaryReader r)
    {
        var failure = r.ReadInt32();
        var (message, hash, spent) = (r.ReadString(), r.ReadString(), r.ReadBoolean());
        var dependencies = new List<Dependency>();
        for (var left = r.ReadInt32(); left > 0; left--)
            dependencies.Add(new(r.ReadString(), r.ReadString()));
        return new(failure < 0 ? null : (Failure)failure, message, hash, [.. dependencies], spent);
    }
}

/// <summary>Messages over a pipe: four bytes of length, then the content.</summary>
internal static class Frames
{
    /// <summary>No message of ours is near this: more means that the other side is out of its mind.</summary>
    private const int MaxBytes = 64 << 20;

    public static byte[] Of(Action<BinaryWriter> write)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        write(writer);
        return memory.ToArray();
    }

    public static void Send(Stream pipe, byte[] content)
    {
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
