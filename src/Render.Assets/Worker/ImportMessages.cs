using Render.Core;
using Render.Core.Materials;
using Render.Core.Processes;

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
    public byte[] ToBytes() => PipeMessages.Of(w =>
    {
        w.Write((int)Kind);
        w.Write(Path);
        w.Write(Root);
        w.Write((int)Settings.Up);
        w.Write(Settings.Unit);
        w.Write(Settings.Joints);
        w.Write((int)ColorSpace);
        w.Write(Output);
    });

    public static ImportRequest From(BinaryReader r) => new(
        (AssetKind)r.ReadInt32(), r.ReadString(), r.ReadString(), new((UpAxis)r.ReadInt32(), r.ReadDouble(), r.ReadString()), (ColorSpace)r.ReadInt32(), r.ReadString());
}

/// <summary>What became of it: a failure with its message, or the files that went in.</summary>
/// <param name="Failure">Null where it was read.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
/// <param name="MainHash">sha256 of the main file.</param>
/// <param name="Dependencies">The other files.</param>
/// <param name="IsSpent">The worker has grown large, or ran out of memory: the next asset is for a fresh one.</param>
internal sealed record ImportResponse(Failure? Failure, string Message, string MainHash, Dependency[] Dependencies, bool IsSpent = false)
{
    public byte[] ToBytes() => PipeMessages.Of(w =>
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
