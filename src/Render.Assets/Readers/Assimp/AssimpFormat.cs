using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core;

namespace Render.Assets.Readers.Assimp;

/// <summary>What libassimp says of the file's format, and where its up axis and unit come from.</summary>
internal readonly record struct AssimpFormat(string Name)
{
    private bool Has(string part) => Name.Contains(part, StringComparison.OrdinalIgnoreCase);

    public bool IsObj => Has("Wavefront");

    /// <summary>The format declares axes and unit itself; libassimp brings it to Y up and metres.</summary>
    private bool IsSelfDescribing => Has("FBX") || Has("Collada") || Has("Blender");

    private UpAxis DefaultUp => Has("STL") || Has("Stanford") || Has("PLY") || Has("OFF") ? UpAxis.Z : UpAxis.Y;

    public static unsafe AssimpFormat Of(AiScene* scene)
    {
        const int TypeString = 5;
        for (uint i = 0; scene->Metadata is not null && i < scene->Metadata->Count; i++)
            if (scene->Metadata->Keys[i].ToString() == "SourceAsset_Format" && scene->Metadata->Values[i].Type == TypeString)
                return new(Marshal.PtrToStructure<AiString>((nint)scene->Metadata->Values[i].Data).ToString());
        return new("");
    }

    /// <summary>From the coordinates that libassimp gives to object space.</summary>
    public Transform ToObject(ImportSettings settings)
    {
        if (settings.Up != UpAxis.Default && IsSelfDescribing)
            throw new RenderException(Failure.InvalidInput, $"'up' cannot be set for this format ({Name}), which declares its own.", remedy: "Remove 'up' from the asset.");
        var turn = (settings.Up == UpAxis.Default ? DefaultUp : settings.Up) switch
        {
            UpAxis.X => new Matrix4x4(0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1),
            UpAxis.Y => new Matrix4x4(1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1),
            _ => Matrix4x4.Identity,
        };
        return Transform.Scale(settings.Unit).Then(Transform.From(turn));
    }
}
